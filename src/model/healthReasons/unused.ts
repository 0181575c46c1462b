// The target is registered and gets no traffic, or is not registered.
import type { TargetHealth } from '../target';
import type { TargetGroup } from '../targetGroup';
import { type Body, type HealthCause, type HealthFacts, openTarget, remedy } from './explanation';

export function notRegistered({ name }: TargetGroup, { arrival }: HealthFacts): Body {
  return {
    meaning: `The target is not registered with ${name}. Just after a registration the API can still say so.`,
    causes: [
      {
        what: 'It was registered just now, and the read is behind.',
        likelihood: arrival === undefined ? 'possible' : 'likely',
        step: 'Refresh in some seconds if it was registered just now.',
        ...remedy('refresh'),
      },
      {
        what: 'It was never registered, or somebody has deregistered it.',
        likelihood: 'possible',
        step: 'Otherwise register it.',
        ...remedy('register'),
      },
    ],
  };
}

export function notInUse(health: TargetHealth, group: TargetGroup, facts: HealthFacts): Body {
  const { name, loadBalancerArns } = group;
  if (loadBalancerArns.length === 0) {
    return {
      meaning: `No load balancer uses ${name}, so its targets get no traffic and no health checks.`,
      causes: [noListener(name, 'found')],
    };
  }
  if (group.targetType === 'lambda') {
    return {
      meaning: `The load balancer of ${name} does not use the function: no listener rule forwards to the group.`,
      causes: [noListener(name, 'likely')],
    };
  }
  const byZone = isByZone(health, facts);
  const zone = zoneNotEnabled(facts, byZone === true ? 'found' : byZone === false ? 'unlikely' : 'likely');
  const listener = noListener(name, byZone === true ? 'unlikely' : byZone === false ? 'likely' : 'possible');
  return {
    meaning: `The load balancer of ${name} does not use the target: the target's Availability Zone is not enabled for it, or no listener forwards to the group.`,
    causes: [
      zone,
      listener,
      {
        what: 'The target is in a zone that is not meant to get traffic.',
        likelihood: byZone === false ? 'unlikely' : 'possible',
        step: 'Or register a target in a zone that is enabled.',
        ...remedy('register'),
      },
    ],
  };
}

/** By the zones, where they are known, else by what the API says; undefined where neither tells. */
function isByZone({ description = '' }: TargetHealth, { zone }: HealthFacts): boolean | undefined {
  if (zone?.enabled !== undefined) return !zone.enabled.includes(zone.target);
  if (/availability zone/i.test(description)) return true;
  return /not configured to receive traffic/i.test(description) ? false : undefined;
}

function zoneNotEnabled({ zone }: HealthFacts, likelihood: HealthCause['likelihood']): HealthCause {
  const ofTarget = zone === undefined ? "the target's Availability Zone" : zone.target;
  return {
    what:
      zone === undefined
        ? "The target's Availability Zone is not enabled for the load balancer."
        : `${zone.target}, where the target is, is not enabled for the load balancer.`,
    likelihood,
    ...(zone?.enabled === undefined ? {} : { why: `Enabled are ${zone.enabled.join(', ')}.` }),
    step: `Add a subnet of ${ofTarget} to the load balancer.`,
    ...remedy('showRouting'),
  };
}

function noListener(name: string, likelihood: HealthCause['likelihood']): HealthCause {
  return {
    what: `No listener and no rule forwards to ${name}.`,
    likelihood,
    step: `Add a listener or a rule that forwards to ${name}.`,
    ...remedy('showRouting'),
  };
}

export function invalidState(facts: HealthFacts): Body {
  const { target, instance } = facts;
  const state = instance?.state;
  const isGone = state === 'terminated' || state === 'shutting-down';
  const start: HealthCause = {
    what: state === undefined ? 'The instance is stopped.' : `The instance is ${state}.`,
    likelihood: state === undefined ? 'likely' : isGone ? 'unlikely' : 'found',
    step:
      state === 'pending' || state === 'running'
        ? 'Wait: the instance runs, or is about to, and its health checks begin anew.'
        : 'Start the instance; its health checks then begin anew.',
    ...(state === 'pending' || state === 'running' ? remedy('waitUntilHealthy') : openTarget(facts)),
    ...(target === undefined || (state !== 'stopped' && state !== undefined)
      ? {}
      : { cli: { operation: 'ec2 start-instances', options: [['--instance-ids', target.id]] } }),
  };
  const gone: HealthCause = {
    what: isGone ? `The instance is ${state}: it does not come back.` : 'The instance is terminated.',
    likelihood: isGone ? 'found' : state === undefined ? 'possible' : 'unlikely',
    step: 'If it is gone for good, deregister it.',
    ...remedy('deregister'),
  };
  return {
    meaning: 'The instance is stopped or terminated, so it gets no traffic.',
    causes: isGone ? [gone] : [start, gone],
  };
}

export function ipUnusable(): Body {
  return {
    meaning: 'The address cannot be a target, because a load balancer uses it.',
    causes: [
      {
        what: 'The address is that of a load balancer.',
        likelihood: 'found',
        step: 'Deregister it and register the address of the service itself.',
        ...remedy('deregister'),
      },
    ],
  };
}
