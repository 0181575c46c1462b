// How each service calls the refusals that all of them have.
export interface ServiceCodes {
  readonly throttled: string;
  readonly expired: string;
  readonly denied: string;
  /** What its actions are called in policies: `ec2:StartInstances`. */
  readonly policyPrefix: string;
}

const queryCodes = { throttled: 'Throttling', expired: 'ExpiredToken', denied: 'AccessDenied' };

const codes: Readonly<Record<string, ServiceCodes>> = {
  ec2: {
    throttled: 'RequestLimitExceeded',
    expired: 'RequestExpired',
    denied: 'UnauthorizedOperation',
    policyPrefix: 'ec2',
  },
  lambda: {
    throttled: 'TooManyRequestsException',
    expired: 'ExpiredTokenException',
    denied: 'AccessDeniedException',
    policyPrefix: 'lambda',
  },
  monitoring: { ...queryCodes, policyPrefix: 'cloudwatch' },
};

/** @param service by the name that a signature carries */
export function serviceCodes(service: string): ServiceCodes {
  return codes[service] ?? { ...queryCodes, policyPrefix: service };
}
