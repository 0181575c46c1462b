// How many targets a group can have.
import type { TargetGroup } from './targetGroup';

/** The quota "Targets per Target Group" unless the account has its own figure. */
export const TARGETS_PER_GROUP = 1000;

/** That quota's name in `DescribeAccountLimits`. */
export const TARGETS_QUOTA = 'targets-per-target-group';

/**
 * The Elastic Load Balancing user guide: "You can register a single Lambda function with each target group", and of a
 * group of the type `alb`: "You can register only one Application Load Balancer". Any other takes what the quota says.
 */
export function mostTargets({ targetType }: Pick<TargetGroup, 'targetType'>, perGroup: number): number {
  return targetType === 'lambda' || targetType === 'alb' ? 1 : perGroup;
}
