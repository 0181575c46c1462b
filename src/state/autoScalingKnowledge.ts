// What we know of a connection's Auto Scaling groups: which are attached to a target group, and which owns an instance.
import type { CallOptions, Cloud } from '../aws/cloud';
import type { AutoScalingGroup } from '../model/autoScaling';
import type { Clock } from '../model/clock';
import { isProblem } from '../model/problem';
import type { TargetIdentity } from '../model/target';

export class AutoScalingKnowledge {
  private readonly clock: Clock;
  private known: readonly AutoScalingGroup[] = [];
  private owners: ReadonlyMap<string, AutoScalingGroup> = new Map();
  private lastReadAt: number | undefined;

  constructor(clock: Clock, known: readonly AutoScalingGroup[] = []) {
    this.clock = clock;
    this.keep(known);
  }

  /** Empty before the first read, and without the permission to read them. */
  get groups(): readonly AutoScalingGroup[] {
    return this.known;
  }

  /** Milliseconds since the epoch. */
  get readAt(): number | undefined {
    return this.lastReadAt;
  }

  attachedTo(targetGroupArn: string): AutoScalingGroup[] {
    return this.known.filter(({ targetGroupArns }) => targetGroupArns.includes(targetGroupArn));
  }

  ownerOf(instanceId: string): AutoScalingGroup | undefined {
    return this.owners.get(instanceId);
  }

  /** What of it shows with a target group and its targets; another text is news. */
  shownWith(targetGroupArn: string, targets: readonly TargetIdentity[] = []): string {
    const attached = this.attachedTo(targetGroupArn).map(({ name }) => name);
    return [...attached, '', ...targets.map(({ id }) => this.ownerOf(id)?.name ?? '')].join('\n');
  }

  /** They are a help, not the matter: where they may not be read, none are known. */
  async read(cloud: Cloud, options: CallOptions): Promise<void> {
    try {
      this.keep(await cloud.autoScalingGroups(options));
    } catch (error) {
      if (!isProblem(error) || error.kind !== 'accessDenied') throw error;
      this.keep([]);
    }
    this.lastReadAt = this.clock.now();
  }

  private keep(groups: readonly AutoScalingGroup[]): void {
    this.known = groups;
    this.owners = new Map(groups.flatMap((group) => group.instances.map(({ id }) => [id, group] as const)));
  }
}
