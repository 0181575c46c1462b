// Since when a target is in its state, as far as the reads of its health tell.
import { dateAndTime, timeOfDay } from '../ago';
import { durationInWords } from '../duration';
import type { GroupHistory, HealthBand } from '../healthHistory';
import { plural } from '../plural';
import { type TargetHealth, type TargetIdentity, targetKey } from '../target';
import type { TargetGroup } from '../targetGroup';
import type { HealthFacts, Since } from './explanation';

/** Undefined where the history does not show the target as it is now. */
export function sinceOf(
  history: GroupHistory | undefined,
  target: TargetIdentity,
  now: TargetHealth,
): Since | undefined {
  const key = targetKey(target);
  const bands = history?.targets.find((each) => targetKey(each.target) === key)?.bands ?? [];
  const last = bands.findLastIndex((band) => !isAlike(band, now));
  const first = bands[last + 1];
  if (history === undefined || first === undefined) return undefined;
  const before = bands[last];
  return {
    atLatest: first.from,
    gaps: history.gaps.filter(({ from }) => from >= first.from),
    ...(before === undefined ? {} : { notBefore: before.to }),
    ...(before?.health === undefined ? {} : { before: before.health }),
  };
}

/** The API's description may change (another code) while the state goes on. */
function isAlike({ health }: HealthBand, now: TargetHealth): boolean {
  return health?.state === now.state && health.reason === now.reason;
}

/** `since 12:03:20 at the latest`, `since a moment between 12:03:10 and 12:03:20` */
export function sinceInWords({ notBefore, atLatest }: Since, now: number): string {
  return notBefore === undefined
    ? `since ${moment(atLatest, now)} at the latest`
    : `since a moment between ${moment(notBefore, now)} and ${moment(atLatest, now)}`;
}

/** The time of day, with its date when that is not today. */
export function moment(time: number, now: number): string {
  const day = dateAndTime(time).slice(0, 10);
  return dateAndTime(now).startsWith(day) ? timeOfDay(time) : `${day} ${timeOfDay(time)}`;
}

/** What the reads show of how long it is so; nothing that changes as time goes by. */
export function sinceSentences({ since, now }: HealthFacts): string[] {
  if (since === undefined || now === undefined) return [];
  return [
    `It is so ${sinceInWords(since, now)}.`,
    ...since.gaps.map(({ from, to }) => `Nobody looked between ${moment(from, now)} and ${moment(to, now)}.`),
  ];
}

/** How many checks have failed, as far as that is known: of those since then only how many there was time for. */
export function failuresInWords(group: TargetGroup, { since, now }: HealthFacts): string[] {
  const { intervalSeconds, unhealthyThreshold } = group.healthCheck;
  if (since === undefined || now === undefined) return [];
  const passed = now - since.atLatest;
  const checks = intervalSeconds === undefined ? 0 : Math.floor(passed / (intervalSeconds * 1000));
  return [
    ...(since.before?.state === 'healthy' && unhealthyThreshold !== undefined
      ? [`It was healthy: ${unhealthyThreshold} of ${unhealthyThreshold} checks in a row failed.`]
      : []),
    ...(checks < 1 || since.gaps.length > 0
      ? []
      : [
          `In the ${durationInWords(passed)} since, time for ${plural(checks, 'check')} by each node of the load balancer, no read has shown it healthy.`,
        ]),
  ];
}
