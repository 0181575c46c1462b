// What a group will have when its pending changes have happened: what the document of its targets is compared with.
import type { ProposedChange } from '../pendingChange';
import {
  isDraining,
  type RegisteredTarget,
  type TargetHealth,
  type TargetIdentity,
  targetKey,
} from '../target';
import type { TargetGroup } from '../targetGroup';

export interface ExpectedTarget extends TargetIdentity {
  /** Absent for a target whose register is pending. */
  readonly health?: TargetHealth;
}

/** The registered targets that stay, and those whose register is pending. What drains has left. */
export function expectedTargets(
  registered: readonly RegisteredTarget[],
  pending: readonly ProposedChange[],
): ExpectedTarget[] {
  const present = registered.filter((target) => !isDraining(target));
  const keys = new Set(present.map(targetKey));
  const leaving = new Set(
    pending.filter(({ action }) => action === 'deregister').map(({ target }) => targetKey(target)),
  );
  const arriving = pending
    .filter(({ action, target }) => action === 'register' && !keys.has(targetKey(target)))
    .map(({ target }) => target);
  return [...present.filter((target) => !leaving.has(targetKey(target))), ...arriving];
}

/** Finds the expected target that an identity means: the group's port stands for none, and any zone for none. */
export class ExpectedIndex {
  private readonly group: Pick<TargetGroup, 'port'>;
  private readonly byIdAndPort = new Map<string, ExpectedTarget[]>();

  constructor(group: Pick<TargetGroup, 'port'>, expected: readonly ExpectedTarget[]) {
    this.group = group;
    for (const target of expected) {
      const key = this.keyOf(target);
      const alike = this.byIdAndPort.get(key);
      if (alike === undefined) this.byIdAndPort.set(key, [target]);
      else alike.push(target);
    }
  }

  find(wanted: TargetIdentity): ExpectedTarget | undefined {
    return this.byIdAndPort
      .get(this.keyOf(wanted))
      ?.find(({ availabilityZone: zone }) => [undefined, zone].includes(wanted.availabilityZone));
  }

  private keyOf({ id, port = this.group.port }: TargetIdentity): string {
    return `${id}:${port ?? ''}`;
  }
}
