// Parts for the tests of the check: rules, groups, a load balancer and the ends of its traffic.
import type { CheckInput, TargetEnd } from '../../../../src/model/securityGroups/check';
import type { Peer, RuleBook } from '../../../../src/model/securityGroups/evaluation';
import type {
  Known,
  LoadBalancer,
  RulePeer,
  SecurityGroup,
  SecurityGroupRule,
} from '../../../../src/model/securityGroups/network';
import type { TargetGroup } from '../../../../src/model/targetGroup';
import { APPLICATION, group, NETWORK } from '../samples';

export const block = (text: string): RulePeer => ({ kind: 'block', block: text });
export const member = (groupId: string, peeringStatus?: string): RulePeer => ({
  kind: 'group',
  groupId,
  ...(peeringStatus === undefined ? {} : { peeringStatus }),
});
export const list = (prefixListId: string): RulePeer => ({ kind: 'prefixList', prefixListId });

export function inbound(peer: RulePeer, parts: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return { direction: 'inbound', protocol: 'tcp', fromPort: 80, toPort: 80, peer, ...parts };
}

export function outbound(peer: RulePeer, parts: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return { ...inbound(peer, parts), direction: 'outbound' };
}

export const ALL_OUT: SecurityGroupRule = {
  direction: 'outbound',
  protocol: '-1',
  peer: block('0.0.0.0/0'),
};

export function securityGroup(id: string, ...rules: SecurityGroupRule[]): SecurityGroup {
  return { id, name: id.replace('sg-', ''), vpcId: 'vpc-1', rules };
}

export function bookOf(
  groups: readonly SecurityGroup[],
  lists: Readonly<Record<string, Known<readonly string[]>>> = {},
): RuleBook {
  return {
    securityGroups: (id) => {
      const known = groups.find((each) => each.id === id);
      return known === undefined ? { unknown: `${id} cannot be read` } : { known };
    },
    prefixLists: (id) => lists[id] ?? { unknown: `${id} cannot be read` },
  };
}

/** A load balancer of two subnets with an address in each, and the security group `sg-lb`. */
export const PEER: Peer = {
  securityGroupIds: ['sg-lb'],
  places: {
    known: [
      { block: '10.0.1.0/24', addresses: ['10.0.1.5'] },
      { block: '10.0.2.0/24', addresses: ['10.0.2.5'] },
    ],
  },
  keepsAddresses: false,
  family: 'ipv4',
};

export function loadBalancer(type: 'application' | 'network', ...securityGroupIds: string[]): LoadBalancer {
  return {
    arn: type === 'application' ? APPLICATION : NETWORK,
    name: 'front',
    type,
    vpcId: 'vpc-1',
    securityGroupIds,
    subnetIds: ['subnet-a', 'subnet-b'],
    zones: ['us-east-1a', 'us-east-1b'],
  };
}

export const TARGET: TargetEnd = {
  target: { id: 'i-1', port: 8080 },
  at: { known: { addresses: ['10.0.1.9'], securityGroupIds: ['sg-web'] } },
};

interface Parts {
  readonly balancer: LoadBalancer;
  readonly securityGroups: readonly SecurityGroup[];
  readonly group?: Partial<TargetGroup>;
  readonly keepsClientIp?: boolean;
  readonly targets?: readonly TargetEnd[];
}

export function input({ balancer, securityGroups, targets = [TARGET], ...parts }: Parts): CheckInput {
  return {
    group: group({ loadBalancerArns: [balancer.arn], ...parts.group }),
    keepsClientIp: parts.keepsClientIp ?? false,
    loadBalancers: [{ loadBalancer: balancer, places: PEER.places }],
    targets,
    ...bookOf(securityGroups),
  };
}
