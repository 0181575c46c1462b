// What another health check does to the targets that a group has now: what can be told before it is tried, and no more.
import { type HealthCheckChange, takesAll, takesCode } from './healthCheckEdit';
import { codesOf } from './healthReasons/answering';
import { plural } from './plural';
import { durationInWords } from './duration';
import type { RegisteredTarget } from './target';
import type { HealthCheck } from './targetGroup';

/**
 * @param nameOf what a target is called
 * @returns sentences, the gravest first
 */
export function effectsOf(
  before: HealthCheck,
  after: HealthCheck,
  change: HealthCheckChange,
  targets: readonly RegisteredTarget[],
  nameOf: (target: RegisteredTarget) => string,
): string[] {
  if (change.enabled === false)
    return ['Nobody checks the target any more: it gets traffic whether it is well or not.'];
  return [
    ...(change.enabled === true ? ['Each check is an invocation of the function, which is charged.'] : []),
    ...onHealthy(before, after, change, targets),
    ...onMismatching(after, change, targets, nameOf),
    ...onFailing(change, targets),
    ...onTimes(before, after, change),
  ];
}

/** It asks for something else than before. */
function asksElse({ protocol, port, path }: HealthCheckChange): boolean {
  return protocol !== undefined || port !== undefined || path !== undefined;
}

function isStricter(before: HealthCheck, after: HealthCheck, change: HealthCheckChange): boolean {
  if (asksElse(change)) return true;
  if (change.matcher !== undefined && !takesAll(after.matcher ?? '', before.matcher ?? '')) return true;
  return change.timeoutSeconds !== undefined && change.timeoutSeconds < (before.timeoutSeconds ?? 0);
}

function onHealthy(
  before: HealthCheck,
  after: HealthCheck,
  change: HealthCheckChange,
  targets: readonly RegisteredTarget[],
): string[] {
  const healthy = targets.filter(({ health }) => health.state === 'healthy').length;
  if (healthy === 0 || !isStricter(before, after, change)) return [];
  const within = product(after.unhealthyThreshold, after.intervalSeconds);
  const who = healthy === 1 ? 'The healthy target has' : `The ${healthy} healthy targets have`;
  return [
    `${who} to pass the changed check: one that fails it${
      within === undefined ? '' : ` ${plural(after.unhealthyThreshold ?? 0, 'time')} in a row`
    } turns unhealthy${within === undefined ? '' : ` after ${within}`} and gets no more traffic.`,
  ];
}

function onMismatching(
  after: HealthCheck,
  change: HealthCheckChange,
  targets: readonly RegisteredTarget[],
  nameOf: (target: RegisteredTarget) => string,
): string[] {
  const { matcher } = after;
  if (matcher === undefined || change.matcher === undefined || asksElse(change)) return [];
  return targets
    .filter(({ health }) => health.reason === 'Target.ResponseCodeMismatch')
    .flatMap((target) => {
      const codes = codesOf(target.health);
      if (codes.length === 0) return [];
      const answers = `${nameOf(target)} answers ${codes.join(', ')}, as last read`;
      const within = product(after.healthyThreshold, after.intervalSeconds);
      return codes.every((code) => takesCode(matcher, code))
        ? [
            `${answers}: it passes the changed check, and turns healthy${within === undefined ? '' : ` after ${within}`} at the soonest.`,
          ]
        : [`${answers}: it fails the changed check as well.`];
    });
}

function onFailing(change: HealthCheckChange, targets: readonly RegisteredTarget[]): string[] {
  const failing = targets.filter(({ health }) => health.state.startsWith('unhealthy')).length;
  if (failing === 0 || !(asksElse(change) || change.timeoutSeconds !== undefined)) return [];
  return [
    `Whether the ${failing === 1 ? 'unhealthy target passes' : `${failing} unhealthy targets pass`} it cannot be told before it is tried.`,
  ];
}

function onTimes(before: HealthCheck, after: HealthCheck, change: HealthCheckChange): string[] {
  const both = (threshold: 'healthyThreshold' | 'unhealthyThreshold', state: string) => {
    if (change[threshold] === undefined && change.intervalSeconds === undefined) return [];
    const [was, is] = [before, after].map((check) => product(check[threshold], check.intervalSeconds));
    if (was === undefined || is === undefined) return [];
    return [`A target turns ${state} after ${is} of checks (now ${was}).`];
  };
  return [...both('unhealthyThreshold', 'unhealthy'), ...both('healthyThreshold', 'healthy')];
}

function product(threshold: number | undefined, intervalSeconds: number | undefined): string | undefined {
  return threshold === undefined || intervalSeconds === undefined
    ? undefined
    : durationInWords(threshold * intervalSeconds * 1000);
}
