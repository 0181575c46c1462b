// What is known beside a target's health and points to the cause: in sentences, and in how likely it makes a cause.
import { portWords } from '../healthCheckWords';
import { plural } from '../plural';
import type { TargetHealth } from '../target';
import type { TargetGroup } from '../targetGroup';
import { type HealthFacts, type Likelihood, LIKELIHOODS } from './explanation';
import { moment } from './since';

/** The reasons that security groups can be the cause of. */
const UNREACHED: readonly (string | undefined)[] = ['Target.Timeout', 'Target.FailedHealthChecks', undefined];

/** An application may take so long to start; longer is no excuse. */
const STARTS_WITHIN_MILLISECONDS = 10 * 60_000;

/**
 * Where the cause is to be looked for: at the `target` when others pass the same check, at what the targets share when all
 * fail alike. Undefined where the others do not tell, or where there is none.
 */
export function placeOfCause({ others }: HealthFacts): 'target' | 'group' | undefined {
  if (others === undefined || others.total === 0) return undefined;
  if (others.alike === others.total) return 'group';
  return others.healthy > 0 ? 'target' : undefined;
}

/** Of a cause that all targets would have alike, such as a wrong path. */
export function ifShared(base: Likelihood, facts: HealthFacts): Likelihood {
  const place = placeOfCause(facts);
  if (place === 'target') return 'unlikely';
  return place === 'group' ? raised(base) : base;
}

/** Of a cause that each target has for itself, such as a process that has ended. */
export function ifOwn(base: Likelihood, facts: HealthFacts): Likelihood {
  const place = placeOfCause(facts);
  if (place === 'group') return lowered(base);
  return place === 'target' ? raised(base) : base;
}

/** By what the last check of security groups found. */
export function ifNotLetIn(base: Likelihood, { security }: HealthFacts): Likelihood {
  if (security?.verdict === 'notLetIn') return 'found';
  return security?.verdict === 'letIn' ? 'unlikely' : base;
}

/** `found` is what is known: evidence makes nothing known. */
function raised(base: Likelihood): Likelihood {
  return base === 'found' ? base : 'likely';
}

function lowered(base: Likelihood): Likelihood {
  if (base === 'found') return base;
  return LIKELIHOODS[Math.min(LIKELIHOODS.indexOf(base) + 1, LIKELIHOODS.indexOf('possible'))] ?? base;
}

/** That the target is new, so that its application may still be starting; undefined where nothing tells so. */
export function newness({ arrival, instance, now }: HealthFacts): string | undefined {
  if (now === undefined) return undefined;
  const isNew = (at: number | undefined): at is number =>
    at !== undefined && at <= now && now - at < STARTS_WITHIN_MILLISECONDS;
  const registeredAt = arrival?.startedAt;
  if (isNew(registeredAt)) return `It was registered from here at ${moment(registeredAt, now)}.`;
  const launchedAt = instance?.launchedAt;
  return isNew(launchedAt) ? `Its instance was launched at ${moment(launchedAt, now)}.` : undefined;
}

/** That the target takes traffic on one port and is checked on another; undefined where it does not. */
export function otherCheckPort(group: TargetGroup, { target }: HealthFacts): string | undefined {
  const { port: checkPort = 'traffic-port' } = group.healthCheck;
  if (target?.port === undefined || checkPort === 'traffic-port' || checkPort === String(target.port))
    return undefined;
  return `It takes traffic on port ${target.port} and is checked on port ${checkPort}.`;
}

/** Where the health check of this very target goes. */
export function checkedPort(group: TargetGroup, { target }: HealthFacts): string {
  const { port = 'traffic-port' } = group.healthCheck;
  const own = port === 'traffic-port' ? (target?.port ?? target?.healthCheckPort) : undefined;
  return own === undefined ? portWords(group) : `port ${own}`;
}

/** What is known beside the time that matters to a target's state. */
export function evidenceOf(health: TargetHealth, group: TargetGroup, facts: HealthFacts): string[] {
  const isFailing = health.state.startsWith('unhealthy');
  const isNew = isFailing || health.state === 'initial' ? newness(facts) : undefined;
  const port = isFailing ? otherCheckPort(group, facts) : undefined;
  const security = isFailing && UNREACHED.includes(health.reason) ? facts.security?.words : undefined;
  return [
    ...(isFailing ? othersInWords(facts) : []),
    ...[isNew, port, security].filter((sentence) => sentence !== undefined),
  ];
}

function othersInWords(facts: HealthFacts): string[] {
  const { others } = facts;
  if (others === undefined || others.total === 0) return [];
  const { total, healthy, alike } = others;
  switch (placeOfCause(facts)) {
    case 'group':
      return [
        total === 1
          ? 'The only other target of the group fails the same way: look for what the two share.'
          : `${total === 2 ? 'Both' : `All ${total}`} other targets of the group fail the same way: look for what they share.`,
      ];
    case 'target':
      return [`${healthyInWords(total, healthy)} healthy by the same check: look at this target first.`];
    default:
      return [
        `None of the ${plural(total, 'other target')} of the group is healthy, ${alike} fail the same way.`,
      ];
  }
}

function healthyInWords(total: number, healthy: number): string {
  if (total === 1) return 'The only other target of the group is';
  if (healthy === total) return `${total === 2 ? 'Both' : `All ${total}`} other targets of the group are`;
  return `${healthy} of the ${total} other targets of the group ${healthy === 1 ? 'is' : 'are'}`;
}
