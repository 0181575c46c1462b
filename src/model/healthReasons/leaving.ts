// The target is on its way out: it drains, or closes its connections because it is unhealthy.
import { seconds, theCheck } from '../healthCheckWords';
import { isOfNetworkLoadBalancer, type TargetGroup } from '../targetGroup';
import { type Body, type HealthFacts, remedy } from './explanation';
import { moment } from './since';
import { unreachedCauses } from './unreached';

const UNHEALTHY_INTERVAL = 'target_health_state.unhealthy.draining_interval_seconds';

export function draining(group: TargetGroup, { drainedBy, now }: HealthFacts): Body {
  if (group.targetType === 'lambda') {
    return {
      meaning:
        'The function is being deregistered. A function does not drain: requests in flight fail with HTTP 5XX.',
      causes: [
        {
          what: 'The function was deregistered.',
          likelihood: 'found',
          step: 'Wait: it is gone in a moment.',
          ...remedy('refresh'),
        },
      ],
    };
  }
  const isOver = drainedBy !== undefined && now !== undefined && now >= drainedBy;
  return {
    meaning: isOfNetworkLoadBalancer(group)
      ? 'The target is being deregistered: connections that exist go on until the deregistration delay is over, and for about 2 minutes new ones can still come.'
      : 'The target is being deregistered: it gets no new requests, and those in flight may finish until the deregistration delay is over.',
    causes: [
      {
        what: 'The target was deregistered.',
        likelihood: 'found',
        ...(drainedBy === undefined || now === undefined
          ? {}
          : {
              why: isOver
                ? `Its delay was over at ${moment(drainedBy, now)}; the API still lists it.`
                : `It has drained at ${moment(drainedBy, now)} at the latest.`,
            }),
        step:
          group.targetType === 'ip'
            ? 'Wait: the address can be registered again only when the delay is over.'
            : 'Wait until it has drained, or register it again to keep it in service.',
        ...remedy('waitUntilDrained'),
      },
    ],
  };
}

export function unhealthyDraining(group: TargetGroup, facts: HealthFacts): Body {
  const interval = Number(facts.attributes?.get(UNHEALTHY_INTERVAL) ?? NaN);
  const until = Number.isNaN(interval)
    ? "the group's interval for unhealthy targets is over"
    : `the group's interval for unhealthy targets, ${seconds(interval)}, is over`;
  return {
    meaning: `The target fails its health checks: it gets no new connections, and those that exist may go on until ${until}. ${theCheck(group)}`,
    causes: unreachedCauses(group, facts),
  };
}
