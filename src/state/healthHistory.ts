// What was seen of the groups' health over time, and what we did meanwhile. Recent, bounded, shared by the windows.
import type { GroupRead } from '../model/groupRead';
import type { ActionMark, GroupHistory } from '../model/healthHistory';
import type { ChangeScope } from '../model/pendingChange';
import { Emitter } from './emitter';

export class HealthHistory {
  private readonly known = new Map<string, GroupHistory>();
  private readonly changes = new Emitter<ChangeScope>();
  /** A group has more history than before. */
  readonly onDidChange = this.changes.event;

  of(connectionId: string, groupArn: string): GroupHistory | undefined {
    return this.known.get(`${connectionId}|${groupArn}`);
  }

  /** Takes in a read of the group's whole health. */
  observe({ connectionId, group }: GroupRead): void {
    this.changes.fire({ connectionId, groupArn: group.arn, groupName: group.name });
  }

  /** Marks what we did. */
  mark(scope: ChangeScope, { targetKeys }: ActionMark): void {
    if (targetKeys.length > 0) this.changes.fire(scope);
  }
}
