// What the user asked us to wait for. Shared by the windows: a wait goes on after its window was closed.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../model/clock';
import {
  type AwaitedTarget,
  type HealthWait,
  isHealthWait,
  waitAfter,
  type WaitedFor,
  type WaitRead,
  waitWithoutGroup,
} from '../model/healthWait';
import type { GroupRead } from '../model/groupRead';
import type { ChangeScope } from '../model/pendingChange';
import { identityOf } from '../model/target';
import { Emitter } from './emitter';
import { EndingFile, type Step } from './endingFile';
import type { SharedFile } from './sharedFile';

/** Of what is stored, the waits that are whole. */
export function parseHealthWaits(stored: unknown): readonly HealthWait[] {
  return Array.isArray(stored) ? stored.filter(isHealthWait) : [];
}

export class HealthWaits {
  private readonly file: EndingFile<HealthWait>;
  private readonly clock: Clock;
  private readonly ends = new Emitter<readonly HealthWait[]>();
  readonly onDidChange: EndingFile<HealthWait>['onDidChange'];
  /** Waits that this window was the first to see ended: of several windows, one tells of it. */
  readonly onDidEnd = this.ends.event;

  constructor(file: SharedFile<readonly HealthWait[]>, clock: Clock) {
    this.file = new EndingFile(file, isEnded);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly HealthWait[] {
    return this.file.all;
  }

  /** Those of a connection, or of one of its groups, that have not ended. */
  open(connectionId: string, groupArn?: string): readonly HealthWait[] {
    return this.file.open(connectionId, groupArn);
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
    await this.file.update((all) => [...all, wait]);
    return wait;
  }

  /** The user waits no longer. */
  async stop(id: string): Promise<void> {
    const wait = this.get(id);
    if (wait === undefined) return;
    const endedAt = this.clock.now();
    await this.file.moveOn(wait, (each) =>
      each.id === id ? { ...each, endedAt, outcome: 'stopped' } : each,
    );
  }

  /** Moves the waits of a group on by what a read of its health has shown. */
  async observe(
    { connectionId, group, ...read }: GroupRead,
    knowledge: Pick<WaitRead, 'isComing' | 'isLeaving'>,
  ): Promise<void> {
    this.tellOfEnds(
      await this.file.moveOn({ connectionId, groupArn: group.arn }, (wait) =>
        waitAfter(wait, { group, ...read, ...knowledge }),
      ),
    );
  }

  /** The group was deleted. */
  async endGroup(connectionId: string, groupArn: string): Promise<void> {
    const seenAt = this.clock.now();
    this.tellOfEnds(
      await this.file.moveOn({ connectionId, groupArn }, (wait) => waitWithoutGroup(wait, seenAt)),
    );
  }

  clearFinished(): Promise<void> {
    return this.file.clearOver();
  }

  private tellOfEnds(steps: readonly Step<HealthWait>[]): void {
    const ended = steps.map(({ after }) => after).filter(isEnded);
    if (ended.length > 0) this.ends.fire(ended);
  }
}

function isEnded({ endedAt }: HealthWait): boolean {
  return endedAt !== undefined;
}
