// The servicings that go on, and the last that are over. Kept in a file that all windows share.
import { isScoped } from '../model/pendingChange';
import { needsHands } from '../model/servicing/serviceNext';
import { isRunOver, type ServiceRun } from '../model/servicing/serviceRun';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

const OVER_KEPT = 20;

/** Of what is stored, the runs that are whole. */
export function parseServiceRuns(stored: unknown): readonly ServiceRun[] {
  return Array.isArray(stored) ? stored.filter(isServiceRun) : [];
}

export class ServiceRuns {
  private readonly file: ScopedFile<ServiceRun>;
  /** The groups whose runs are others than before, in whichever window that happened. */
  readonly onDidChange: ScopedFile<ServiceRun>['onDidChange'];

  constructor(file: SharedFile<readonly ServiceRun[]>) {
    this.file = new ScopedFile(file);
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly ServiceRun[] {
    return this.file.all;
  }

  get(id: string): ServiceRun | undefined {
    return this.file.get(id);
  }

  /** The group's run that is not over. */
  openOf(connectionId: string, groupArn: string): ServiceRun | undefined {
    return this.file.of(connectionId, groupArn).find((run) => !isRunOver(run));
  }

  /** The groups of a connection whose health somebody waits for. */
  groupsToRead(connectionId: string): string[] {
    return this.all
      .filter((run) => run.connectionId === connectionId && needsHands(run))
      .map(({ groupArn }) => groupArn);
  }

  /** Adds a run; tells whether there was none of the group yet. */
  async add(run: ServiceRun): Promise<boolean> {
    let added = false;
    await this.file.update((all) => {
      added = !all.some(
        (other) =>
          other.connectionId === run.connectionId && other.groupArn === run.groupArn && !isRunOver(other),
      );
      return added ? kept([...all, run]) : all;
    });
    return added;
  }

  /** Changes a run as it is stored at that moment; resolves when that is on disk. */
  async change(id: string, change: (run: ServiceRun) => ServiceRun): Promise<void> {
    await this.file.update((all) => {
      const changed = all.map((run) => (run.id === id ? change(run) : run));
      return changed.every((run, index) => run === all[index]) ? all : changed;
    });
  }

  async clearFinished(): Promise<void> {
    await this.file.remove(this.all.filter(isRunOver).map(({ id }) => id));
  }
}

/** Without the oldest of those that are over. */
function kept(runs: readonly ServiceRun[]): readonly ServiceRun[] {
  const over = runs.filter(isRunOver);
  const dropped = new Set(over.slice(0, Math.max(0, over.length - OVER_KEPT)));
  return runs.filter((run) => !dropped.has(run));
}

/** What is in storage may be of another version, or damaged. */
function isServiceRun(value: unknown): value is ServiceRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Readonly<Record<string, unknown>>;
  const { id, connectionId, groupArn, groupName, targets, step } = run;
  return (
    ['batchSize', 'floor', 'startedAt', 'lateAfterMilliseconds'].every((name) =>
      Number.isFinite(run[name]),
    ) &&
    ['running', 'paused', 'waiting', 'stopped', 'aborting', 'finished', 'aborted'].includes(
      run.status as string,
    ) &&
    (run.targetType === 'instance' || run.targetType === 'ip') &&
    typeof step === 'object' &&
    step !== null &&
    Array.isArray(targets) &&
    targets.every((target: unknown) => isServicedTarget({ id, connectionId, groupArn, groupName }, target))
  );
}

function isServicedTarget(scope: object, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { target, phase, since, batch } = value as Readonly<Record<string, unknown>>;
  return (
    isScoped({ ...scope, target }) &&
    typeof phase === 'string' &&
    Number.isFinite(since) &&
    Number.isFinite(batch)
  );
}
