// A read of the health of a group's targets.
import type { RegisteredTarget } from './target';
import type { TargetGroup } from './targetGroup';

export interface GroupRead {
  readonly connectionId: string;
  readonly group: Pick<TargetGroup, 'arn' | 'name' | 'port' | 'loadBalancerArns'>;
  /** Every target of the group. */
  readonly targets: readonly RegisteredTarget[];
  /** In milliseconds since the epoch. */
  readonly readAt: number;
}
