// The history of a group's health as CSV, for a spreadsheet: one record for each time that a target was seen in one state.
import type { GroupHistory, HistoryGap, TargetHistory } from './healthHistory';
import { stateOf } from './healthTimelineWords';
import { formatCsv } from './targetList/csv';

const COLUMNS = [
  'connection',
  'group',
  'id',
  'port',
  'availability_zone',
  'name',
  'state',
  'reason',
  'description',
  'from',
  'to',
  // The last read that showed something else: the change lies between it and `from`.
  'changed_after',
  // The times between `from` and `to`, or between `changed_after` and `from`, in which nobody looked.
  'not_watched',
];

/** Times are in ISO 8601, UTC: `from` is the first read that showed the state, `to` the last. */
export function historyCsv(connectionLabel: string, history: GroupHistory): string {
  return formatCsv([
    COLUMNS,
    ...history.targets.flatMap((target) => recordsOf(connectionLabel, history, target)),
  ]);
}

function recordsOf(
  connectionLabel: string,
  { groupName, gaps }: GroupHistory,
  { target, targetName, bands }: TargetHistory,
): string[][] {
  return bands.map(({ from, to, health }, index) => {
    const changedAfter = bands[index - 1]?.to;
    return [
      connectionLabel,
      groupName,
      target.id,
      target.port === undefined ? '' : String(target.port),
      target.availabilityZone ?? '',
      targetName ?? '',
      stateOf(health),
      health?.reason ?? '',
      health?.description ?? '',
      iso(from),
      iso(to),
      changedAfter === undefined ? '' : iso(changedAfter),
      gaps
        .filter((gap) => gap.from >= (changedAfter ?? from) && gap.to <= to)
        .map(intervalOf)
        .join(' '),
    ];
  });
}

/** `2026-01-14T14:02:10.000Z/2026-01-14T14:12:10.000Z`: an interval of ISO 8601. */
function intervalOf({ from, to }: HistoryGap): string {
  return `${iso(from)}/${iso(to)}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** `checkout-web-health-2026-11-23T12-03`, in the time zone of who saves it; an extension follows. */
export function exportName(groupName: string, now: number): string {
  const date = new Date(now);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${groupName}-health-${day}T${two(date.getHours())}-${two(date.getMinutes())}`;
}
