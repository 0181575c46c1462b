// What the checks of a list need to know of its group: read when the document is opened, and again when it is saved.
import type { GroupNetwork, Instance } from '../network';
import type { ProposedChange } from '../pendingChange';
import type { RegisteredTarget } from '../target';
import type { TargetGroup } from '../targetGroup';

export interface ListContext {
  readonly group: TargetGroup;
  readonly registered: readonly RegisteredTarget[];
  /** The account's quota "Targets per Target Group", where it is known. */
  readonly targetsPerGroup?: number;
  /** What is staged for the group. */
  readonly pending: readonly ProposedChange[];
  /** Target key → when its drain is over at the latest, in milliseconds since the epoch. */
  readonly drainingUntil: ReadonlyMap<string, number | undefined>;
  /** For a group of addresses. */
  readonly network?: GroupNetwork;
  /** For a group of instances: those of its VPC by id. */
  readonly instances?: ReadonlyMap<string, Instance>;
  /** For a group of functions or of load balancers: what can be registered, ARN → name. */
  readonly candidates?: ReadonlyMap<string, string>;
}
