// What was seen of the groups' health over time, and what we did meanwhile. Recent, bounded, shared by the windows.
import type { GroupHistory } from '../model/healthHistory';
import type { ChangeScope, ProposedChange } from '../model/pendingChange';
import type { RegisteredTarget } from '../model/target';
import { Emitter } from './emitter';

export class HealthHistory {
  private readonly changes = new Emitter<ChangeScope>();
  /** A group has more history than before. */
  readonly onDidChange = this.changes.event;

  of(connectionId: string, groupArn: string): GroupHistory | undefined {
    void connectionId;
    void groupArn;
    return undefined;
  }

  /** Takes in a read of the group's whole health. */
  observe(scope: ChangeScope, targets: readonly RegisteredTarget[], readAt: number): void {
    void targets;
    void readAt;
    this.changes.fire(scope);
  }

  /** Marks what we are about to do. */
  mark(scope: ChangeScope, action: ProposedChange['action'], targetKeys: readonly string[]): void {
    void action;
    void targetKeys;
    this.changes.fire(scope);
  }
}
