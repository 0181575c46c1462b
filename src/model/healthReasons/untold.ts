// The health cannot be told: an error within Elastic Load Balancing, checks that are off, or a state that is not known.
import type { TargetHealth } from '../target';
import type { TargetGroup } from '../targetGroup';
import { type Body, type HealthCause, type HealthFacts, remedy } from './explanation';
import { unreachedCauses } from './unreached';

export function internalError({ state }: TargetHealth): Body {
  return {
    meaning:
      state === 'unavailable'
        ? 'Elastic Load Balancing cannot tell the health of the target just now; the target may well get traffic.'
        : 'The health checks failed by an error within Elastic Load Balancing, not of the target.',
    causes: [
      {
        what: 'Elastic Load Balancing has a passing fault.',
        likelihood: 'likely',
        step: 'Wait some minutes and refresh.',
        ...remedy('refresh'),
      },
      {
        what: 'Something larger is wrong in the Region.',
        likelihood: 'possible',
        step: 'If it stays, look at the AWS Health Dashboard or ask AWS Support.',
        ...remedy('openHealthDashboard'),
      },
    ],
  };
}

export function checksOff(group: TargetGroup): Body {
  return {
    meaning: `Health checks are off for ${group.name}: the target gets traffic whether it is well or not.`,
    causes: [
      {
        what: 'The health check of the group is off.',
        likelihood: 'found',
        step:
          group.targetType === 'lambda'
            ? 'This is the default of a function. Turn health checks on if you want to see failures here; each check is an invocation that is charged.'
            : 'Turn health checks on for the group to see failures here.',
        ...remedy('editHealthCheck'),
      },
    ],
  };
}

/** A reason that the API has added later: what is known of the state still holds. */
export function unknownReason(
  { state, reason = '' }: TargetHealth,
  group: TargetGroup,
  facts: HealthFacts,
): Body {
  const isFailing = state === 'unhealthy';
  return {
    meaning: `The API gives the state “${state}” with the reason “${reason}”, which this version does not know.`,
    causes: [lookUp('reason'), ...(isFailing ? asPossible(unreachedCauses(group, facts)) : [])],
  };
}

export function unknownState({ state }: TargetHealth): Body {
  return {
    meaning: `The API gives the state “${state}”, which this version does not know.`,
    causes: [lookUp('state')],
  };
}

function lookUp(what: 'state' | 'reason'): HealthCause {
  return {
    what: `The API has a new ${what}.`,
    likelihood: 'found',
    step: `Look the ${what} up in the Elastic Load Balancing user guide.`,
    ...remedy('refresh'),
  };
}

function asPossible(causes: readonly HealthCause[]): HealthCause[] {
  return causes.map((cause) =>
    cause.likelihood === 'likely' ? { ...cause, likelihood: 'possible' } : cause,
  );
}
