// DescribeAccountLimits and DescribeSSLPolicies.
import {
  DescribeAccountLimits$,
  DescribeSSLPolicies$,
  LoadBalancerTypeEnum,
  SSLPolicyNotFoundException$,
  type DescribeAccountLimitsInput,
  type DescribeAccountLimitsOutput,
  type DescribeSSLPoliciesInput,
  type DescribeSSLPoliciesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { checkOneOf } from '../../world/constraints';
import { accountLimits } from '../../world/quotas';
import { sslPolicies, type SslPolicy } from '../../world/sslPolicies';
import { elbPage } from './lookup';

export const describeAccountLimits = operation(
  DescribeAccountLimits$,
  ['Marker', 'PageSize'],
  (input: Checked<DescribeAccountLimitsInput>): DescribeAccountLimitsOutput => {
    const { items, next } = elbPage(accountLimits, (limit) => limit.name, input);
    return { Limits: items.map(({ name, max }) => ({ Name: name, Max: String(max) })), NextMarker: next };
  },
);

/** Gateway Load Balancers have none. */
const supportedTypes = ['application', 'network'];

export const describeSslPolicies = operation(
  DescribeSSLPolicies$,
  ['Names', 'LoadBalancerType', 'Marker', 'PageSize'],
  (input: Checked<DescribeSSLPoliciesInput>): DescribeSSLPoliciesOutput => {
    const { items, next } = elbPage(selectPolicies(input), ({ name }) => name, input);
    return { SslPolicies: items.map(policyShape), NextMarker: next };
  },
);

function selectPolicies(input: Checked<DescribeSSLPoliciesInput>): readonly SslPolicy[] {
  const { Names: names, LoadBalancerType: type } = input;
  const missing = names?.find((name) => !sslPolicies.some((policy) => policy.name === name));
  if (missing !== undefined) {
    throw ApiError.of(SSLPolicyNotFoundException$, `SSL policy '${missing}' not found`);
  }
  if (
    type !== undefined &&
    !supportedTypes.includes(checkOneOf('LoadBalancerType', LoadBalancerTypeEnum, type))
  ) {
    return [];
  }
  return names ? sslPolicies.filter(({ name }) => names.includes(name)) : sslPolicies;
}

function policyShape({ name, protocols, ciphers }: SslPolicy) {
  return {
    Name: name,
    SslProtocols: [...protocols],
    Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
    SupportedLoadBalancerTypes: supportedTypes,
  };
}
