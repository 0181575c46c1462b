// Attaches target groups to Auto Scaling groups and detaches them; reads back what becomes of the instances.
import type { CallOptions } from '../aws/cloud';
import { type AutoScalingGroup, instancesInService, isAttached } from '../model/autoScaling';
import { type Clock, wait } from '../model/clock';
import { isProblem, Problem } from '../model/problem';
import { isDraining, type RegisteredTarget, type TargetIdentity } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { ChangeResult, Registration } from './registration';

export interface Attachment {
  readonly account: Account;
  readonly group: TargetGroup;
  readonly autoScalingGroup: AutoScalingGroup;
}

const BY_USER: CallOptions = { priority: 'user' };
/** Auto Scaling registers and deregisters when it comes to it: on the order of a minute. */
const READ_BACK_AFTER_MILLISECONDS = [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/** The targets that attaching registers: the instances in service, on the group's own port. */
function arrivingWith({ group, autoScalingGroup }: Attachment): TargetIdentity[] {
  const { port } = group;
  return instancesInService(autoScalingGroup).map((id) => ({ id, ...(port === undefined ? {} : { port }) }));
}

/** The targets that detaching deregisters: those of its instances that are registered on the group's own port. */
export function leavingWith(
  { group, autoScalingGroup }: Attachment,
  registered: readonly RegisteredTarget[],
): RegisteredTarget[] {
  const ids = new Set(autoScalingGroup.instances.map(({ id }) => id));
  return registered.filter(
    (target) => ids.has(target.id) && (target.port ?? group.port) === group.port && !isDraining(target),
  );
}

export class Scaling {
  private readonly registration: Registration;
  private readonly clock: Clock;

  constructor(registration: Registration, clock: Clock) {
    this.registration = registration;
    this.clock = clock;
  }

  /** Resolves when the group is attached and its instances are listed, or with what is not done after a minute. */
  async attach(attachment: Attachment): Promise<ChangeResult> {
    const { account, group, autoScalingGroup } = attachment;
    const cloud = await account.cloud();
    const result = await this.registration.register({
      account,
      group,
      targets: arrivingWith(attachment),
      by: {
        call: () => cloud.attachTargetGroup(autoScalingGroup.name, group.arn, BY_USER),
        readBackAfterMilliseconds: READ_BACK_AFTER_MILLISECONDS,
      },
    });
    if (result.error === undefined) await this.untilAttached(attachment);
    await readAnew(account);
    return result;
  }

  /** The drains of its instances are written down before the call. */
  async detach(attachment: Attachment): Promise<ChangeResult> {
    const { account, group, autoScalingGroup } = attachment;
    const cloud = await account.cloud();
    const result = await this.registration.deregister({
      account,
      group,
      targets: leavingWith(attachment, await account.readHealth(group.arn, BY_USER)),
      by: {
        call: () => cloud.detachTargetGroup(autoScalingGroup.name, group.arn, BY_USER),
        readBackAfterMilliseconds: READ_BACK_AFTER_MILLISECONDS,
      },
    });
    await readAnew(account);
    return result;
  }

  private async untilAttached({ account, group, autoScalingGroup: { name } }: Attachment): Promise<void> {
    const cloud = await account.cloud();
    let state: string | undefined;
    for (const delay of READ_BACK_AFTER_MILLISECONDS) {
      if (delay > 0) await wait(this.clock, delay);
      state = await cloud.attachmentState(name, group.arn, { priority: 'verification' });
      if (isAttached(state)) return;
    }
    throw new Problem(
      `${name} took the call, but ${group.name} is ${state ?? 'not attached'} after a minute. Look at the activity history of ${name}.`,
      { kind: 'service', remedies: [{ kind: 'refresh' }] },
    );
  }
}

/** For the tree, by a read that began after the change. Where it fails, what became of the change is told all the same. */
async function readAnew(account: Account): Promise<void> {
  try {
    await account.readAutoScaling({ priority: 'verification' });
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
}
