// What listeners with HTTPS or TLS have beside the others: certificates, a security policy, an ALPN policy.
import {
  ALPNPolicyNotSupportedException$,
  CertificateNotFoundException$,
  SSLPolicyNotFoundException$,
  type CreateListenerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { notImplemented } from './constraints';
import type { Listener } from './loadBalancingTypes';
import { defaultSslPolicy, sslPolicies } from './sslPolicies';
import type { World } from './world';

export type SecurityRequest = Pick<
  Checked<CreateListenerInput>,
  'Certificates' | 'SslPolicy' | 'AlpnPolicy' | 'MutualAuthentication'
>;

type Security = Pick<Listener, 'certificateArns' | 'sslPolicy' | 'alpnPolicy'>;

const alpnPolicies = ['HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'];

/** @param current of the listener that is changed: what is not given stays, as far as it goes with the protocol */
export function listenerSecurity(
  world: World,
  protocol: Listener['protocol'],
  request: SecurityRequest,
  current: Security = { certificateArns: [], sslPolicy: undefined, alpnPolicy: undefined },
): Security {
  refuseMutualAuthentication(request);
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    for (const member of ['Certificates', 'SslPolicy', 'AlpnPolicy'] as const) {
      if (request[member] !== undefined) {
        throw validationError(`${member} cannot be specified for ${protocol} listeners`);
      }
    }
    return { certificateArns: [], sslPolicy: undefined, alpnPolicy: undefined };
  }
  const certificateArns = request.Certificates
    ? certificatesWithDefault(world, request.Certificates, current)
    : current.certificateArns;
  if (certificateArns.length === 0) {
    throw validationError(`A certificate must be specified for ${protocol} listeners`);
  }
  return {
    certificateArns,
    sslPolicy:
      request.SslPolicy === undefined ? (current.sslPolicy ?? defaultSslPolicy) : known(request.SslPolicy),
    alpnPolicy: alpnPolicyOf(protocol, request, current),
  };
}

function refuseMutualAuthentication({ MutualAuthentication: mutual }: SecurityRequest): void {
  if (mutual && ((mutual.Mode ?? 'off') !== 'off' || mutual.TrustStoreArn !== undefined)) {
    throw notImplemented('mutual authentication');
  }
}

function certificatesWithDefault(
  world: World,
  certificates: NonNullable<SecurityRequest['Certificates']>,
  { certificateArns: [, ...others] }: Security,
): string[] {
  const [certificate, ...more] = certificateArnsOf(world, certificates);
  if (certificate === undefined || more.length > 0) {
    throw validationError('You must specify exactly one certificate');
  }
  return [certificate, ...others];
}

export function certificateArnsOf(
  world: World,
  certificates: NonNullable<SecurityRequest['Certificates']>,
): string[] {
  return certificates.map(({ CertificateArn: arn, IsDefault: isDefault }) => {
    if (arn === undefined) throw validationError('A certificate ARN must be specified');
    if (isDefault !== undefined) throw validationError('IsDefault cannot be specified for a certificate');
    return checkCertificateArn(world, arn);
  });
}

/** There are no certificates in the emulator's world: any of the Region will do. */
function checkCertificateArn({ region }: World, arn: string): string {
  const [, ofRegion] =
    /^arn:aws[\w-]*:(?:acm:([a-z0-9-]+):\d{12}:certificate|iam::\d{12}:server-certificate)\/[\w+=,.@/-]+$/.exec(
      arn,
    ) ?? [arn];
  if (ofRegion === undefined && !arn.includes(':iam::')) {
    throw validationError(`Certificate ARN '${arn}' is not valid`);
  }
  if (ofRegion !== undefined && ofRegion !== region) {
    throw ApiError.of(CertificateNotFoundException$, `Certificate '${arn}' not found`);
  }
  return arn;
}

function known(name: string): string {
  if (!sslPolicies.some((policy) => policy.name === name)) {
    throw ApiError.of(SSLPolicyNotFoundException$, `SSL policy '${name}' not found`);
  }
  return name;
}

function alpnPolicyOf(
  protocol: Listener['protocol'],
  { AlpnPolicy: asked }: SecurityRequest,
  { alpnPolicy }: Security,
): string | undefined {
  if (asked === undefined || asked.length === 0) return protocol === 'TLS' ? alpnPolicy : undefined;
  const [name = '', ...more] = asked;
  if (protocol !== 'TLS') throw validationError(`AlpnPolicy cannot be specified for ${protocol} listeners`);
  if (more.length > 0 || !alpnPolicies.includes(name)) {
    throw ApiError.of(
      ALPNPolicyNotSupportedException$,
      `ALPN policy '${asked.join(', ')}' must be one of '[${alpnPolicies.join(', ')}]'`,
    );
  }
  return name;
}
