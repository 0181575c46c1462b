// The targets that we deregistered and remember, to put them back as they were.
import type { Clock } from '../model/clock';
import type { GroupRead } from '../model/groupRead';
import { changeId, type ChangeScope, isScoped } from '../model/pendingChange';
import { READ_LAG_MILLISECONDS } from '../model/readLag';
import { identityOf, isDraining, type TargetIdentity, targetKey } from '../model/target';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

export interface OutOfServiceTarget extends ChangeScope {
  readonly id: string;
  /** As it was registered: with its port, and its zone where it had one. */
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** When it was deregistered, in milliseconds since the epoch. */
  readonly since: number;
}

/** Of what is stored, the entries that are whole. */
export function parseOutOfService(stored: unknown): readonly OutOfServiceTarget[] {
  return Array.isArray(stored) ? stored.filter(isOutOfServiceTarget) : [];
}

export class OutOfService {
  private readonly file: ScopedFile<OutOfServiceTarget>;
  private readonly clock: Clock;
  /** The groups whose targets out of service are others than before. */
  readonly onDidChange: ScopedFile<OutOfServiceTarget>['onDidChange'];

  constructor(file: SharedFile<readonly OutOfServiceTarget[]>, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The oldest first. */
  of(connectionId: string, groupArn: string): readonly OutOfServiceTarget[] {
    return this.file.of(connectionId, groupArn);
  }

  get(id: string): OutOfServiceTarget | undefined {
    return this.file.get(id);
  }

  async remember(
    scope: ChangeScope,
    targets: readonly { readonly target: TargetIdentity; readonly targetName?: string }[],
  ): Promise<void> {
    if (targets.length === 0) return;
    const { connectionId, groupArn, groupName } = scope;
    const since = this.clock.now();
    const entries = new Map(
      targets.map(({ target, targetName }) => {
        const id = changeId(scope, target);
        const name = targetName === undefined ? {} : { targetName };
        const entry = { id, connectionId, groupArn, groupName, target: identityOf(target), since, ...name };
        return [id, entry] as const;
      }),
    );
    await this.file.put([...entries.values()]);
  }

  async forget(ids: Iterable<string>): Promise<void> {
    await this.file.remove(ids);
  }

  /** Forgets those that a read of the group's health shows in service again, whoever put them back. */
  async observe({ connectionId, group, targets, readAt }: GroupRead): Promise<void> {
    const listed = new Map(targets.map((target) => [targetKey(target), target]));
    const back = this.of(connectionId, group.arn).filter(({ target, since }) => {
      const found = listed.get(targetKey(target));
      if (found === undefined || isDraining(found) || readAt < since) return false;
      // A target that is registered anew begins as initial; any other state may be an old read.
      return found.health.state === 'initial' || readAt - since >= READ_LAG_MILLISECONDS;
    });
    if (back.length > 0) await this.forget(back.map(({ id }) => id));
  }
}

function isOutOfServiceTarget(value: unknown): value is OutOfServiceTarget {
  return isScoped(value) && 'since' in value && Number.isFinite(value.since);
}
