// What can be done about a lane: each action's name, key and icon, in the order of the buttons.
import type { LaneAction } from '../../../src/views/drainMonitor/laneMessages';
import type { IconName } from '../icons';

interface ActionLook {
  readonly action: LaneAction;
  readonly title: string;
  /** As `KeyboardEvent.key` spells it. */
  readonly key: string;
  readonly icon: IconName;
}

export const ACTIONS: readonly ActionLook[] = [
  { action: 'putBackInService', title: 'Put Back in Service', key: 'b', icon: 'returned' },
  { action: 'revealInTree', title: 'Reveal in Target Groups', key: 'Enter', icon: 'reveal' },
  { action: 'showHealthTimeline', title: 'Show Health Timeline', key: 'h', icon: 'timeline' },
  { action: 'checkSecurityGroups', title: 'Check Security Groups', key: 's', icon: 'shield' },
  { action: 'copyCommand', title: 'Copy as AWS CLI…', key: 'x', icon: 'terminal' },
  { action: 'copyId', title: 'Copy ID', key: 'c', icon: 'copy' },
];

/** The action of a key; undefined when it has none. */
export function actionOfKey(key: string): LaneAction | undefined {
  return ACTIONS.find((each) => each.key === key)?.action;
}

/** As people and `aria-keyshortcuts` spell it. */
export function keyName(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
