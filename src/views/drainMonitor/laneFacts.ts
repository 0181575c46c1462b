// What the page is told of a lane and of its group, put together from what is known.
import { type Drain, isOver } from '../../model/drain';
import { changeId } from '../../model/pendingChange';
import { isDraining, targetKey } from '../../model/target';
import { loadBalancerKind } from '../../model/targetGroup';
import type { Inventory } from '../../state/inventory';
import type { OutOfService } from '../../state/outOfService';
import { listedTarget } from '../nodes';
import type { DrainLane, LaneAction, LaneGroup } from './laneMessages';

export interface LaneSources {
  readonly inventory: Inventory;
  readonly outOfService: OutOfService;
}

export function laneOf(sources: LaneSources, drain: Drain): DrainLane {
  return { ...drain, actions: actionsOf(sources, drain) };
}

/** @param closesConnections whether the group closes what connections are left at the end, where that is known */
export function groupOf(
  { inventory }: LaneSources,
  { connectionId, groupArn, groupName }: Drain,
  closesConnections: boolean | undefined,
): LaneGroup {
  const account = inventory.account(connectionId);
  const knowledge = account?.group(groupArn);
  const loadBalancer = knowledge?.group.loadBalancerArns
    .map(loadBalancerKind)
    .find((kind) => kind !== undefined);
  const staleBecause =
    account === undefined
      ? 'The connection was removed, so its drains are no longer watched.'
      : (knowledge?.error ?? account.error)?.message;
  return {
    connectionId,
    groupArn,
    groupName,
    connectionLabel: account?.label ?? connectionId,
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(closesConnections === undefined ? {} : { closesConnections }),
    ...(staleBecause === undefined ? {} : { staleBecause }),
  };
}

function actionsOf({ inventory, outOfService }: LaneSources, drain: Drain): LaneAction[] {
  const { connectionId, groupArn } = drain;
  const account = inventory.account(connectionId);
  const knowledge = account?.group(groupArn);
  // Of a group that is no more, or not read yet, the id is all that is left.
  if (account === undefined || knowledge === undefined) return ['copyId'];
  // Where a later drain or registration of the same target has begun, this lane is history.
  const listed = isOver(drain) ? undefined : listedTarget(account, groupArn, targetKey(drain.target));
  const isReturnable =
    listed === undefined ? outOfService.get(changeId(drain, drain.target)) !== undefined : isDraining(listed);
  const isCheckable = listed !== undefined && knowledge.group.targetType !== 'lambda';
  return [
    ...(isReturnable ? (['putBackInService'] as const) : []),
    ...(isCheckable ? (['checkSecurityGroups'] as const) : []),
    'showHealthTimeline',
    'revealInTree',
    'copyCommand',
    'copyId',
  ];
}
