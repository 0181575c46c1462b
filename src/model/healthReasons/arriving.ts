// The target is new: it is being taken in, or its first health checks are under way.
import { checkedPort, newness } from './evidence';
import { type Body, type HealthCause, type HealthFacts, remedy } from './explanation';
import { seconds, theCheck, times } from '../healthCheckWords';
import { isOfNetworkLoadBalancer, type TargetGroup } from '../targetGroup';

export function registering(group: TargetGroup): Body {
  return {
    meaning: `The load balancer is taking the target in; its health checks begin after that.${
      isOfNetworkLoadBalancer(group) ? ' With a Network Load Balancer this can take some minutes.' : ''
    }`,
    causes: [
      {
        what: 'The registration is in progress.',
        likelihood: 'found',
        step: 'Wait: nothing needs to be done.',
        ...remedy('waitUntilHealthy'),
      },
    ],
  };
}

export function firstChecks(group: TargetGroup, facts: HealthFacts): Body {
  const isLate = takesTooLong(group, facts);
  return {
    meaning: `The target gets no traffic until it has passed its first health checks. ${theCheck(group)}`,
    causes: isLate
      ? [...notAnswering(group, facts, 'likely'), underWay(group, 'possible')]
      : [underWay(group, 'likely'), ...notAnswering(group, facts, 'possible')],
  };
}

function underWay(group: TargetGroup, likelihood: HealthCause['likelihood']): HealthCause {
  const { healthyThreshold, intervalSeconds } = group.healthCheck;
  return {
    what: 'The first health checks are under way.',
    likelihood,
    step:
      healthyThreshold === undefined || intervalSeconds === undefined
        ? 'Wait for the first health checks.'
        : `Wait: ${times(healthyThreshold, 'check')} every ${seconds(intervalSeconds)} can take ${seconds(healthyThreshold * intervalSeconds)}.`,
    ...remedy('waitUntilHealthy'),
  };
}

function notAnswering(
  group: TargetGroup,
  facts: HealthFacts,
  likelihood: HealthCause['likelihood'],
): HealthCause[] {
  const isNew = newness(facts);
  return [
    {
      what: 'The target does not pass the checks, and has not failed enough of them yet to be unhealthy.',
      likelihood,
      ...(isNew === undefined ? {} : { why: `${isNew} Its application may still be starting.` }),
      step: `If it takes longer, see whether the target has started and answers the check${
        group.targetType === 'lambda' ? '' : ` on ${checkedPort(group, facts)}`
      }.`,
      ...remedy(group.targetType === 'lambda' ? 'editHealthCheck' : 'checkSecurityGroups'),
    },
  ];
}

/** Longer than the checks that a good target needs, and one more. */
function takesTooLong(group: TargetGroup, { since, now }: HealthFacts): boolean {
  const { healthyThreshold, intervalSeconds } = group.healthCheck;
  if (since === undefined || now === undefined) return false;
  if (healthyThreshold === undefined || intervalSeconds === undefined) return false;
  return now - since.atLatest > (healthyThreshold + 1) * intervalSeconds * 1000;
}
