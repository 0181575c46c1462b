// What the last apply of each group did, so that it can be undone.
import type { Clock } from '../model/clock';
import { type ChangeScope, isScoped, type ProposedChange } from '../model/pendingChange';
import { identityOf } from '../model/target';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

/** A change that was seen done. */
export type DoneChange = ChangeScope & Pick<ProposedChange, 'action' | 'target' | 'targetName'>;

export interface LastApply extends ChangeScope {
  /** Tells one apply from the next. */
  readonly id: string;
  /** When its last change was seen done, in milliseconds since the epoch. */
  readonly at: number;
  readonly done: readonly DoneChange[];
}

const GROUPS_KEPT = 100;

/** Of what is stored, the applies that are whole. */
export function parseLastApplies(stored: unknown): readonly LastApply[] {
  return Array.isArray(stored) ? stored.filter(isLastApply) : [];
}

export class LastApplies {
  private readonly file: ScopedFile<LastApply>;
  private readonly clock: Clock;
  /** The groups that have another last apply than before, or none any more. */
  readonly onDidChange: ScopedFile<LastApply>['onDidChange'];

  constructor(file: SharedFile<readonly LastApply[]>, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest first. */
  get all(): readonly LastApply[] {
    return [...this.file.all].sort((a, b) => b.at - a.at);
  }

  of(connectionId: string, groupArn: string): LastApply | undefined {
    return this.file.of(connectionId, groupArn)[0];
  }

  /** Adds what the apply did; the first of an apply takes the place of the group's last one. */
  async record(id: string, scope: ChangeScope, done: readonly DoneChange[]): Promise<void> {
    if (done.length === 0) return;
    const { connectionId, groupArn, groupName } = scope;
    const plain = done.map(({ action, target, targetName }) => ({
      connectionId,
      groupArn,
      groupName,
      action,
      target: identityOf(target),
      ...(targetName === undefined ? {} : { targetName }),
    }));
    await this.file.update((all) => {
      const before = all.find((apply) => isOf(apply, scope) && apply.id === id)?.done ?? [];
      const apply = {
        id,
        connectionId,
        groupArn,
        groupName,
        at: this.clock.now(),
        done: [...before, ...plain],
      };
      return [...all.filter((other) => !isOf(other, scope)), apply].slice(-GROUPS_KEPT);
    });
  }

  async forget(id: string): Promise<void> {
    await this.file.remove([id]);
  }
}

function isOf(
  apply: LastApply,
  { connectionId, groupArn }: Pick<ChangeScope, 'connectionId' | 'groupArn'>,
): boolean {
  return apply.connectionId === connectionId && apply.groupArn === groupArn;
}

function isLastApply(value: unknown): value is LastApply {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, connectionId, groupArn, groupName, done } = value as Readonly<Record<string, unknown>>;
  return (
    [id, connectionId, groupArn, groupName].every((text) => typeof text === 'string') &&
    Number.isFinite(at) &&
    Array.isArray(done) &&
    done.every((change) => isScoped({ id, ...(change as object) }))
  );
}
