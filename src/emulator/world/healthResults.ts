// What the health checks of a target have found, for the operations that tell of it.
import type { RegisteredTarget, TargetGroup } from './loadBalancingTypes';
import type { World } from './world';

export type CheckFailure =
  | { readonly kind: 'timeout' }
  /** No connection, or none that went well. */
  | { readonly kind: 'failed' }
  /** An answer with another code than the matcher's. */
  | { readonly kind: 'mismatch'; readonly code: number };

export type CheckedHealth =
  | { readonly state: 'registering' | 'checking' | 'healthy' }
  | { readonly state: 'unhealthy'; readonly failure: CheckFailure };

export interface HealthResults {
  /** Of a target that is in use and checked. */
  of(world: World, group: TargetGroup, target: RegisteredTarget): CheckedHealth;
}
