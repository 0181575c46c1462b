// The network interfaces of instances and load balancers.
import type { LoadBalancer } from './loadBalancingTypes';
import type { Instance, Subnet } from './networkTypes';
import type { Tags } from './tags';

export interface NetworkInterface {
  readonly id: string;
  readonly subnet: Subnet;
  readonly privateAddress: string;
  readonly description: string;
  readonly tags: Tags;
  securityGroupIds: readonly string[];
  readonly owner:
    | { readonly kind: 'instance'; readonly instance: Instance }
    | { readonly kind: 'loadBalancer'; readonly loadBalancer: LoadBalancer };
}
