// Translates what the SDK throws into a problem that names the thing, the cause and the next step.
import type { Connection } from '../model/connection';
import { connectionLabel } from '../model/connection';
import { Problem, isProblem } from '../model/problem';
import { nameInArn } from '../model/target';

export interface FailedCall {
  readonly connection: Connection;
  /** The API's name of the call, such as `RegisterTargets`. */
  readonly operation: string;
  /** The service's prefix in IAM actions, such as `elasticloadbalancing`. */
  readonly iamPrefix: string;
  readonly endpoint: string | undefined;
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const BAD_CREDENTIALS = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'AuthFailure',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'IncompleteSignature',
]);
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'OptInRequired']);
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'RequestThrottled',
]);
/** Code → the quota's name in Service Quotas, and how to make room. */
const QUOTAS: ReadonlyMap<string, { readonly name: string; readonly room: string }> = new Map([
  ['TooManyTargets', { name: 'Targets per Target Group', room: 'Deregister targets first' }],
  [
    'TooManyRegistrationsForTargetId',
    {
      name: 'Number of times a target can be registered per Application Load Balancer',
      room: 'Deregister the target on other ports or from other groups first',
    },
  ],
  ['TooManyTargetGroups', { name: 'Target Groups per Region', room: 'Delete a target group first' }],
  [
    'TooManyUniqueTargetGroupsPerLoadBalancer',
    {
      name: 'Target Groups per Application Load Balancer',
      room: 'Remove a target group from its rules first',
    },
  ],
  [
    'RulesPerSecurityGroupLimitExceeded',
    { name: 'Inbound or outbound rules per security group', room: 'Remove a rule first' },
  ],
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
]);

/** What the caller aborted passes unchanged, everything else becomes a `Problem` with the original as its cause. */
export function translate(error: unknown, call: FailedCall): Error {
  if (isProblem(error)) return error;
  if (!(error instanceof Error))
    return new Problem(`${call.operation} failed: ${String(error)}`, { kind: 'service' });
  if (error.name === 'AbortError') return error;
  const where = connectionLabel(call.connection);
  const code = errorCode(error);
  const details = { code, cause: error };
  if (UNREACHABLE.has(code)) return unreachable(where, code, call, error);
  if (isCredentialFailure(error)) return credentialFailure(where, call.connection, error);
  if (EXPIRED.has(code)) {
    return new Problem(`${where}: the credentials have expired. ${signInAgain(call.connection)}`, {
      kind: 'expiredToken',
      remedies: [{ kind: 'retry' }, { kind: 'editConfiguration' }],
      ...details,
    });
  }
  if (BAD_CREDENTIALS.has(code)) {
    return new Problem(
      `${where}: the API does not accept these credentials (${code}). Check the profile's keys and this machine's clock, then retry.`,
      { kind: 'credentials', remedies: [{ kind: 'retry' }, { kind: 'editConfiguration' }], ...details },
    );
  }
  if (DENIED.has(code)) {
    // AddPermission's absence is told by RegisterTargets with this same code, and by these words.
    const missing = error.message.includes('permission to invoke')
      ? sentence(error.message)
      : denial(error.message, call);
    return new Problem(
      `${where}: ${missing} Ask for that permission, or connect with a profile that has it.`,
      { kind: 'accessDenied', remedies: [{ kind: 'retry' }], ...details },
    );
  }
  if (THROTTLED.has(code)) {
    return new Problem(
      `${where}: the API throttles this account (${code} on ${call.operation}). Nothing is lost; wait some seconds and retry.`,
      { kind: 'throttled', remedies: [{ kind: 'retry' }], ...details },
    );
  }
  if (code === 'TargetGroupNotFound') {
    const arn = /arn:[^\s'"]+/.exec(error.message)?.[0];
    const group = arn === undefined ? 'the target group' : `the target group “${nameInArn(arn)}”`;
    return new Problem(`${where}: ${group} no longer exists. Refresh the list.`, {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
      ...details,
    });
  }
  const quota = QUOTAS.get(code);
  if (quota !== undefined) {
    return new Problem(
      `${where}: the quota “${quotaName(quota.name, error.message)}” is reached (${code}): ${sentence(error.message)} ${quota.room}, or ask for a higher quota in Service Quotas.`,
      { kind: 'quota', ...details },
    );
  }
  const status = httpStatus(error);
  if (status !== undefined && status >= 500) {
    return new Problem(
      `${where}: the service failed on ${call.operation} (${code}). Wait a little and retry.`,
      {
        kind: 'service',
        remedies: [{ kind: 'retry' }, { kind: 'showLog' }],
        ...details,
      },
    );
  }
  return new Problem(`${where}: ${call.operation} was refused (${code}): ${sentence(error.message)}`, {
    kind: 'invalid',
    remedies: [{ kind: 'showLog' }],
    ...details,
  });
}

/**
 * `User: … is not authorized to perform: ACTION on resource: … because no identity-based policy allows …`, or `with an
 * explicit deny in a service control policy`: then no other permission helps.
 */
function denial(message: string, { iamPrefix, operation }: FailedCall): string {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? `${iamPrefix}:${operation}`;
  const denying = /explicit deny(?: in (an? [a-z -]*policy))?/.exec(message);
  if (denying === null) return `the IAM action ${action} is not allowed.`;
  return `the IAM action ${action} is denied explicitly by ${denying[1] ?? 'a policy'}.`;
}

/** `TooManyTargets` is one code for several quotas; its words tell which. */
function quotaName(usual: string, message: string): string {
  if (/per Availability Zone/i.test(message))
    return 'Targets per Availability Zone per Network Load Balancer';
  return /targets per load balancer/i.test(message) ? 'Targets per load balancer' : usual;
}

/** The code as on the wire: the SDK's class names end in `Exception`, the query API's codes do not. */
function errorCode(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const bare = code.replace(/Exception$/, '');
  return THROTTLED.has(code) || DENIED.has(code) || EXPIRED.has(code) || BAD_CREDENTIALS.has(code)
    ? code
    : bare;
}

function isCredentialFailure(error: Error): boolean {
  return ['CredentialsProviderError', 'TokenProviderError', 'ProviderError'].includes(error.name);
}

function credentialFailure(where: string, connection: Connection, error: Error): Problem {
  const profile = connection.kind === 'profile' ? connection.profile : '';
  const expired = /expired|refresh failed|not valid|login/i.test(error.message);
  return new Problem(
    expired
      ? `${where}: the profile “${profile}” is not signed in, or its sign-in has expired. ${signInAgain(connection)}`
      : `${where}: the profile “${profile}” gives no credentials (${sentence(error.message)}) Check it in the AWS configuration, then retry.`,
    {
      kind: expired ? 'expiredToken' : 'credentials',
      remedies: [{ kind: 'retry' }, { kind: 'editConfiguration' }],
      cause: error,
    },
  );
}

function unreachable(where: string, code: string, call: FailedCall, error: Error): Problem {
  if (call.connection.kind === 'emulator') {
    return new Problem(
      `The emulator does not answer at ${call.endpoint ?? 'its address'} (${code}). Start it again; its world begins anew.`,
      { kind: 'unreachable', remedies: [{ kind: 'startEmulator' }, { kind: 'showLog' }], code, cause: error },
    );
  }
  const address =
    call.endpoint === undefined ? `the ${call.connection.region} endpoint` : `the endpoint ${call.endpoint}`;
  return new Problem(
    `${where}: ${address} cannot be reached (${code}). Check the network, the VPN and the profile's Region and endpoint_url, then retry.`,
    { kind: 'unreachable', remedies: [{ kind: 'retry' }, { kind: 'editConfiguration' }], code, cause: error },
  );
}

function signInAgain(connection: Connection): string {
  return connection.kind === 'profile'
    ? `Sign in (for SSO: aws sso login --profile ${connection.profile}), then retry.`
    : 'Retry.';
}

function httpStatus(error: Error): number | undefined {
  const metadata =
    '$metadata' in error ? (error.$metadata as { httpStatusCode?: number } | undefined) : undefined;
  return metadata?.httpStatusCode;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
