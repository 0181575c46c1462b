// What the header of a group says, beside its name.
import { isOver } from '../../../src/model/drain';
import { formatCountdown } from '../../../src/model/duration';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import type { GroupOfLanes } from './laneModel';

/** `deregistration delay 5:00` where the lanes of a group agree, the range where the delay was changed meanwhile. */
export function delayOfGroup(lanes: readonly DrainLane[]): string {
  const delays = lanes.flatMap(({ delayMilliseconds }) => delayMilliseconds ?? []);
  if (delays.length === 0) return '';
  const shortest = formatCountdown(Math.min(...delays));
  const longest = formatCountdown(Math.max(...delays));
  return `deregistration delay ${shortest === longest ? longest : `${shortest} to ${longest}`}`;
}

/** Why a group's lanes may be out of date; once for the group, since it is the group that is read. */
export function stalenessOfGroup({ facts, lanes }: Pick<GroupOfLanes, 'facts' | 'lanes'>): string {
  // A finished drain stays finished, whatever a later read says.
  return facts.staleBecause === undefined || lanes.every(isOver)
    ? ''
    : `Not up to date: ${facts.staleBecause}`;
}

/**
 * What a Network Load Balancer does with connections, while something drains. Its user guide: "If you enable connection
 * termination, the load balancer closes connections at the end of the deregistration timeout", and "it can take up to
 * 120 seconds" until no new connection reaches the target.
 */
export function noteOfGroup({ facts, lanes }: Pick<GroupOfLanes, 'facts' | 'lanes'>): string {
  if (facts.loadBalancer !== 'network' || lanes.every(isOver)) return '';
  const atTheEnd =
    facts.closesConnections === undefined
      ? 'may leave open connections open past the delay'
      : facts.closesConnections
        ? 'closes the connections that are left when the delay ends'
        : 'leaves open connections open past the delay, until they end';
  return `Network Load Balancer: ${atTheEnd}; new ones may arrive for up to about two minutes after the deregistration.`;
}
