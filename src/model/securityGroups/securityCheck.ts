// What one check of a group's security groups found, with all that a report of it needs.
import type { TargetGroup } from '../targetGroup';
import type { TargetCheck } from './check';
import type { MissingRule } from './missingRules';
import type { LoadBalancer, NetworkInterface } from './network';

export interface SecurityCheck {
  readonly group: TargetGroup;
  /** Milliseconds since the epoch. */
  readonly checkedAt: number;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly keepsClientIp: boolean;
  readonly checks: readonly TargetCheck[];
  readonly missing: readonly MissingRule[];
  /** Security group id → name. */
  readonly names: ReadonlyMap<string, string>;
  /** Security group id → the network interfaces that have it, for the groups that would get rules. */
  readonly users: ReadonlyMap<string, readonly NetworkInterface[]>;
}

export type Names = SecurityCheck['names'];
