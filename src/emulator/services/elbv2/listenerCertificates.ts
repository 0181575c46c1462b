// AddListenerCertificates, RemoveListenerCertificates and DescribeListenerCertificates.
import {
  AddListenerCertificates$,
  DescribeListenerCertificates$,
  OperationNotPermittedException$,
  RemoveListenerCertificates$,
  TooManyCertificatesException$,
  type AddListenerCertificatesInput,
  type AddListenerCertificatesOutput,
  type DescribeListenerCertificatesInput,
  type DescribeListenerCertificatesOutput,
  type RemoveListenerCertificatesInput,
  type RemoveListenerCertificatesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { certificateArnsOf } from '../../world/listenerSecurity';
import type { Listener } from '../../world/loadBalancingTypes';
import { quotas } from '../../world/quotas';
import type { World } from '../../world/world';
import { elbPage, findListener } from './lookup';

export const addListenerCertificates = operation(
  AddListenerCertificates$,
  ['ListenerArn', 'Certificates'],
  (input: Checked<AddListenerCertificatesInput>, { world }): AddListenerCertificatesOutput => {
    const { listener, asked } = askedOf(world, input);
    const [first = '', ...others] = listener.certificateArns;
    const all = [...new Set([...others, ...asked])];
    if (all.length > quotas.certificatesPerListener) {
      throw ApiError.of(
        TooManyCertificatesException$,
        `The maximum number of certificates per listener '${quotas.certificatesPerListener}' has been reached`,
      );
    }
    listener.certificateArns = [first, ...all];
    return { Certificates: asked.map((arn) => ({ CertificateArn: arn, IsDefault: false })) };
  },
);

export const removeListenerCertificates = operation(
  RemoveListenerCertificates$,
  ['ListenerArn', 'Certificates'],
  (input: Checked<RemoveListenerCertificatesInput>, { world }): RemoveListenerCertificatesOutput => {
    const { listener, asked } = askedOf(world, input);
    const [first = '', ...others] = listener.certificateArns;
    if (asked.includes(first) && !others.includes(first)) {
      throw ApiError.of(OperationNotPermittedException$, 'The default certificate cannot be removed');
    }
    listener.certificateArns = [first, ...others.filter((arn) => !asked.includes(arn))];
    return {};
  },
);

function askedOf(
  world: World,
  input: Checked<AddListenerCertificatesInput>,
): { listener: Listener; asked: string[] } {
  const { listener } = findListener(world, input.ListenerArn);
  if (listener.certificateArns.length === 0) {
    throw validationError(`Certificates cannot be specified for ${listener.protocol} listeners`);
  }
  const asked = certificateArnsOf(world, input.Certificates);
  if (asked.length === 0) throw validationError('At least one certificate must be specified');
  return { listener, asked };
}

export const describeListenerCertificates = operation(
  DescribeListenerCertificates$,
  ['ListenerArn', 'Marker', 'PageSize'],
  (input: Checked<DescribeListenerCertificatesInput>, { world }): DescribeListenerCertificatesOutput => {
    const { listener } = findListener(world, input.ListenerArn);
    const all = listener.certificateArns.map((arn, index) => ({ arn, isDefault: index === 0 }));
    // The default certificate comes first.
    const { items, next } = elbPage(all, ({ arn, isDefault }) => `${isDefault ? 0 : 1} ${arn}`, input);
    return {
      Certificates: items.map(({ arn, isDefault }) => ({ CertificateArn: arn, IsDefault: isDefault })),
      NextMarker: next,
    };
  },
);
