// What EC2 Auto Scaling has: groups that keep a number of instances.
import type { Subnet } from './networkTypes';

export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  tags: readonly AutoScalingTag[];
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  defaultCooldownSeconds: number;
  healthCheckGracePeriodSeconds: number;
  launch: LaunchSource;
  terminationPolicies: readonly TerminationPolicy[];
  protectsNewInstances: boolean;
  subnets: readonly Subnet[];
  members: readonly Member[];
  attachments: readonly Attachment[];
  /** When a launch that failed is tried again, and after how many failures. */
  retry: { readonly at: number; readonly failures: number } | undefined;
  /** It goes with its last instance. */
  isDeleting: boolean;
}

export interface AutoScalingTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

export type TerminationPolicy = 'Default' | 'OldestInstance' | 'NewestInstance';

/** What new instances are like. Launch templates and configurations are known by their names only. */
export interface LaunchSource {
  readonly from:
    | { readonly kind: 'configuration'; readonly name: string }
    | {
        readonly kind: 'template';
        readonly id: string | undefined;
        readonly name: string | undefined;
        readonly version: string | undefined;
      };
  readonly instanceType: string;
  readonly imageId: string;
  /** None: the default one of the VPC. */
  readonly securityGroupIds: readonly string[];
}

export interface Member {
  readonly instanceId: string;
  readonly isProtected: boolean;
  readonly launch: LaunchSource['from'];
  /** Those that leave do so when their targets have drained. */
  readonly state:
    | { readonly name: 'Pending' | 'InService' }
    | { readonly name: 'Terminating' | 'Detaching'; readonly until: number };
}

/** A target group in which the group registers its instances. */
export interface Attachment {
  readonly targetGroupArn: string;
  /** Which of the API's two ways of attaching it was; only the same way detaches. */
  readonly by: 'targetGroups' | 'trafficSources';
  readonly state:
    { readonly name: 'Added' } | { readonly name: 'Adding' | 'Removing'; readonly until: number };
}
