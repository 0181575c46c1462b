// What EC2 has: networks, security groups, instances.
import type { Behaviour } from './behaviour';
import type { Tags } from './tags';

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  readonly zone: Zone;
  readonly tags: Tags;
}

export interface VpcPeering {
  readonly id: string;
  readonly requesterVpcId: string;
  readonly accepterVpcId: string;
  readonly createdAt: number;
  readonly tags: Tags;
  status: 'pending-acceptance' | 'active' | 'rejected' | 'deleted' | 'failed';
  /** When it was rejected or deleted, or failed. */
  endedAt?: number;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags: Tags;
  rules: SecurityGroupRule[];
}

/** One permission: a protocol, its ports, and one source (inbound) or destination (outbound). */
export interface SecurityGroupRule {
  readonly id: string;
  readonly direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a protocol's number. */
  readonly protocol: string;
  /** Ports, or the ICMP type and code (-1 for all); both undefined for protocol -1. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly peer: SecurityGroupPeer;
  readonly description: string | undefined;
  readonly tags: Tags;
}

export type SecurityGroupPeer =
  | { readonly kind: 'cidr' | 'ipv6Cidr'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'prefixList'; readonly prefixListId: string };

/** Blocks under one id, that rules can name as their peer. */
export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly family: 'IPv4' | 'IPv6';
  /** So many rules it counts as where a rule names it. */
  readonly maxEntries: number;
  readonly entries: readonly { readonly cidr: string; readonly description: string | undefined }[];
  readonly tags: Tags;
  readonly clientToken: string | undefined;
  /** The request that the token stands for. */
  readonly request: string;
}

export interface LaunchDetails {
  /** Its place among those launched together, from 0. */
  readonly index: number;
  readonly clientToken?: string;
  /** The request that the token stands for. */
  readonly request?: string;
  readonly keyName?: string;
  readonly userData?: string;
  /** An ARN. */
  readonly instanceProfile?: string;
}

export interface Instance {
  readonly id: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly subnet: Subnet;
  readonly privateAddress: string;
  readonly type: string;
  readonly tags: Tags;
  /** How it answers on every port; its tag `emulator:answers` goes before. */
  readonly answers: Behaviour;
  /** What else its launch said, as DescribeInstances tells it. */
  readonly launch?: LaunchDetails;
  launchedAt: number;
  /** The state last asked for, and when; it is reached a few seconds later. */
  goal: { readonly state: 'running' | 'stopped' | 'terminated'; readonly since: number };
}
