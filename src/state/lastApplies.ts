// What the last apply of each group did, so that it can be undone.
import type { Clock } from '../model/clock';
import { type ChangeScope, isScoped, type ProposedChange } from '../model/pendingChange';
import { identityOf } from '../model/target';
import { Emitter } from './emitter';
import { onScopesChange } from './changedScopes';
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

export type LastAppliesFile = SharedFile<readonly LastApply[]>;

const GROUPS_KEPT = 100;

/** Of what is stored, the applies that are whole. */
export function parseLastApplies(stored: unknown): readonly LastApply[] {
  return Array.isArray(stored) ? stored.filter(isLastApply) : [];
}

export class LastApplies {
  private readonly file: LastAppliesFile;
  private readonly clock: Clock;
  private readonly changes = new Emitter<readonly ChangeScope[]>();
  readonly onDidChange = this.changes.event;

  constructor(file: LastAppliesFile, clock: Clock) {
    this.file = file;
    this.clock = clock;
    onScopesChange(file, (scopes) => {
      this.changes.fire(scopes);
    });
  }

  /** The newest first. */
  get all(): readonly LastApply[] {
    return [...this.file.value].sort((a, b) => b.at - a.at);
  }

  of(connectionId: string, groupArn: string): LastApply | undefined {
    return this.file.value.find((apply) => isOf(apply, { connectionId, groupArn }));
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
    await this.file.update((all) =>
      all.some((apply) => apply.id === id) ? all.filter((apply) => apply.id !== id) : all,
    );
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
