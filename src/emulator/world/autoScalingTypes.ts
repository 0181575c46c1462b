// What EC2 Auto Scaling has: groups that keep a number of instances.
import type { Subnet } from './networkTypes';
import type { Tags } from './tags';

export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags: Tags;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  instanceIds: readonly string[];
  targetGroupArns: readonly string[];
  subnets: readonly Subnet[];
}
