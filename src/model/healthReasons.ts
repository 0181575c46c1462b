// What a health state and its reason mean for a person, the likely causes, and what to do about each.
import { seconds, theCheck } from './healthCheckWords';
import { wrongCode } from './healthReasons/answering';
import { firstChecks, registering } from './healthReasons/arriving';
import { evidenceOf } from './healthReasons/evidence';
import {
  type Body,
  type HealthCause,
  type HealthExplanation,
  type HealthFacts,
  LIKELIHOODS,
} from './healthReasons/explanation';
import { draining, unhealthyDraining } from './healthReasons/leaving';
import { sinceSentences } from './healthReasons/since';
import { failedChecks, timeout } from './healthReasons/unreached';
import { checksOff, internalError, unknownReason, unknownState } from './healthReasons/untold';
import { invalidState, ipUnusable, notInUse, notRegistered } from './healthReasons/unused';
import { stateAsTitle } from './stateWords';
import type { TargetHealth } from './target';
import type { TargetGroup } from './targetGroup';

/** Explains every state and reason of the API; one that the API adds later gets what the API itself says of it. */
export function explainHealth(
  health: TargetHealth,
  group: TargetGroup,
  facts: HealthFacts = {},
): HealthExplanation {
  const { meaning, causes } = explain(health, group, facts);
  const said = health.description?.trim() ?? '';
  const ordered = inOrder(causes);
  return {
    title: stateAsTitle(health),
    meaning: [meaning, ...(said === '' ? [] : [`Elastic Load Balancing says: “${said}”.`])].join(' '),
    since: sinceSentences(facts),
    evidence: evidenceOf(health, group, facts),
    causes: ordered,
    nextSteps: ordered.map(({ step }) => step),
  };
}

/** Stable: of two that are as likely, the one that its family names first. */
function inOrder(causes: readonly HealthCause[]): HealthCause[] {
  const rank = ({ likelihood }: HealthCause) => LIKELIHOODS.indexOf(likelihood);
  return [...causes].sort((a, b) => rank(a) - rank(b));
}

function explain(health: TargetHealth, group: TargetGroup, facts: HealthFacts): Body {
  switch (health.reason) {
    case 'Elb.RegistrationInProgress':
      return registering(group);
    case 'Elb.InitialHealthChecking':
      return firstChecks(group, facts);
    case 'Target.ResponseCodeMismatch':
      return wrongCode(health, group, facts);
    case 'Target.Timeout':
      return timeout(group, facts);
    case 'Target.FailedHealthChecks':
      return failedChecks(group, facts);
    case 'Elb.InternalError':
      return internalError(health);
    case 'Target.NotRegistered':
      return notRegistered(group, facts);
    case 'Target.NotInUse':
      return notInUse(health, group, facts);
    case 'Target.InvalidState':
      return invalidState(facts);
    case 'Target.IpUnusable':
      return ipUnusable();
    case 'Target.DeregistrationInProgress':
      return draining(group, facts);
    case 'Target.HealthCheckDisabled':
      return checksOff(group);
    case undefined:
    case '':
      return explainState(health, group, facts);
    default:
      return health.state === 'healthy' ? healthy(group, facts) : unknownReason(health, group, facts);
  }
}

/** For a state without a reason. */
function explainState(health: TargetHealth, group: TargetGroup, facts: HealthFacts): Body {
  switch (health.state) {
    case 'healthy':
      return healthy(group, facts);
    case 'initial':
      return firstChecks(group, facts);
    case 'unhealthy':
      return failedChecks(group, facts);
    case 'unhealthy.draining':
      return unhealthyDraining(group, facts);
    case 'unused':
      return notInUse(health, group, facts);
    case 'draining':
      return draining(group, facts);
    case 'unavailable':
      return internalError(health);
    default:
      return unknownState(health);
  }
}

function healthy(group: TargetGroup, { attributes }: HealthFacts): Body {
  const slowStart = Number(attributes?.get('slow_start.duration_seconds') ?? 0);
  return {
    meaning: `The target passes its health checks and gets traffic. ${theCheck(group)}${
      slowStart > 0
        ? ` Slow start: for ${seconds(slowStart)} after it turns healthy its share of the requests grows to that of the others.`
        : ''
    }`,
    causes: [],
  };
}
