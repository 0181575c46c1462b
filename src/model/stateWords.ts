// Health states and their reasons in a few words.
import type { TargetHealth } from './target';

const STATE_WORDS: ReadonlyMap<string, string> = new Map([
  ['unhealthy.draining', 'unhealthy, closing connections'],
]);

const REASON_WORDS: ReadonlyMap<string, string> = new Map([
  ['Elb.RegistrationInProgress', 'registration in progress'],
  ['Elb.InitialHealthChecking', 'health checks in progress'],
  ['Elb.InternalError', 'load balancer error'],
  ['Target.ResponseCodeMismatch', 'wrong response code'],
  ['Target.Timeout', 'no answer in time'],
  ['Target.FailedHealthChecks', 'health checks failed'],
  ['Target.NotRegistered', 'not registered'],
  ['Target.NotInUse', 'gets no traffic'],
  ['Target.InvalidState', 'instance stopped or terminated'],
  ['Target.IpUnusable', 'address in use by a load balancer'],
  ['Target.DeregistrationInProgress', 'deregistration in progress'],
  ['Target.HealthCheckDisabled', 'health checks off'],
]);

/** A state that says it all by itself; its reason adds nothing. */
const SELF_EXPLANATORY: ReadonlyMap<string, string> = new Map([
  ['draining', 'Target.DeregistrationInProgress'],
]);

/** A few words for a row: `healthy`, `unhealthy · wrong response code`. States and reasons not known stay as spelled. */
export function stateInWords(health: TargetHealth): string {
  const reason = reasonInWords(health);
  return reason === undefined ? stateWord(health) : `${stateWord(health)} · ${reason}`;
}

/** As {@link stateInWords}, for a title: `unhealthy: wrong response code`. */
export function stateAsTitle(health: TargetHealth): string {
  const reason = reasonInWords(health);
  return reason === undefined ? stateWord(health) : `${stateWord(health)}: ${reason}`;
}

function stateWord({ state }: TargetHealth): string {
  return STATE_WORDS.get(state) ?? state;
}

/** `no answer in time` for `Target.Timeout`; undefined where the state says it all. */
export function reasonInWords({ state, reason }: TargetHealth): string | undefined {
  if (reason === undefined || reason === '' || SELF_EXPLANATORY.get(state) === reason) return undefined;
  return REASON_WORDS.get(reason) ?? reason;
}
