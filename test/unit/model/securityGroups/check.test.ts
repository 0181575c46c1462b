// The check of targets: what each kind of load balancer needs, what is found, and the rules that mend it.
import { describe, expect, it, test } from 'vitest';
import { type CheckInput, checkTargets, type Finding } from '../../../../src/model/securityGroups/check';
import { preservesClientIp, whyNotChecked } from '../../../../src/model/securityGroups/flows';
import { isRecommendation, missingRules } from '../../../../src/model/securityGroups/missingRules';
import type { SecurityGroupRule } from '../../../../src/model/securityGroups/network';
import type { TargetGroup } from '../../../../src/model/targetGroup';
import { functionGroup, GATEWAY, group } from '../samples';
import {
  ALL_OUT,
  block,
  inbound,
  input,
  loadBalancer,
  member,
  outbound,
  securityGroup,
  TARGET,
} from './parts';

/** `inbound traffic tcp 80: allowed`, one a finding. */
function found(of: CheckInput): string[] {
  return checkTargets(of).flatMap(({ findings }) => findings.map(inWords));
}

function inWords({ flow: { purpose, packets }, direction, outcome }: Finding): string {
  const what = 'port' in packets ? packets.port : `${packets.type}/${packets.code}`;
  return `${direction} ${purpose} ${packets.protocol} ${what}: ${outcome.verdict}`;
}

const ALB = loadBalancer('application', 'sg-lb');
const NLB = loadBalancer('network');
const NLB_WITH_GROUP = loadBalancer('network', 'sg-lb');
const TRAFFIC = inbound(member('sg-lb'), { fromPort: 8080, toPort: 8080 });
const CHECK = inbound(member('sg-lb'), { fromPort: 8081, toPort: 8081 });
const PATH_MTU = inbound(member('sg-lb'), { protocol: 'icmp', fromPort: 3, toPort: 4 });

function groups(web: SecurityGroupRule[], lb: SecurityGroupRule[] = [ALL_OUT]) {
  return [securityGroup('sg-lb', ...lb), securityGroup('sg-web', ...web)];
}

describe('an Application Load Balancer', () => {
  it('is let in on both ports and with ICMP, and let out by its own rules', () => {
    expect(found(input({ balancer: ALB, securityGroups: groups([TRAFFIC, CHECK, PATH_MTU]) }))).toEqual([
      'inbound traffic tcp 8080: allowed',
      'outbound traffic tcp 8080: allowed',
      'inbound healthCheck tcp 8081: allowed',
      'outbound healthCheck tcp 8081: allowed',
      'inbound pathMtuDiscovery icmp 3/4: allowed',
    ]);
  });

  it('is let in on the port of the health check apart from that of the traffic', () => {
    expect(found(input({ balancer: ALB, securityGroups: groups([TRAFFIC]) }))).toEqual(
      expect.arrayContaining(['inbound traffic tcp 8080: allowed', 'inbound healthCheck tcp 8081: missing']),
    );
  });

  it('is let out to the target by its address or by its security group', () => {
    const out = (rule: SecurityGroupRule) =>
      found(input({ balancer: ALB, securityGroups: groups([TRAFFIC], [rule]) }))[1];
    const on8080 = { fromPort: 8080, toPort: 8080 };
    expect(out(outbound(block('10.0.1.9/32'), on8080))).toBe('outbound traffic tcp 8080: allowed');
    expect(out(outbound(member('sg-web'), on8080))).toBe('outbound traffic tcp 8080: allowed');
    expect(out(outbound(block('10.0.1.8/32'), on8080))).toBe('outbound traffic tcp 8080: missing');
  });

  it('is let out to an address that is registered, whatever other addresses its interface has', () => {
    const at = { known: { addresses: ['10.0.1.8', '10.0.1.9'], securityGroupIds: ['sg-web'] } };
    const out = (id: string) =>
      found(
        input({
          balancer: ALB,
          securityGroups: groups([], [outbound(block('10.0.1.9/32'), { fromPort: 8080, toPort: 8080 })]),
          targets: [{ target: { id, port: 8080 }, at }],
        }),
      )[1];
    expect(out('10.0.1.9')).toBe('outbound traffic tcp 8080: allowed');
    expect(out('10.0.1.8')).toBe('outbound traffic tcp 8080: missing');
  });

  it('uses ICMPv6 with targets of IPv6', () => {
    const of = input({ balancer: ALB, securityGroups: groups([]), group: { ipAddressType: 'ipv6' } });
    expect(found(of)).toContain('inbound pathMtuDiscovery icmpv6 2/0: missing');
  });

  it('is not known to be let in where the target’s interface is not known, but may be known not to be let out', () => {
    const at = { unknown: 'no network interface has 192.168.1.5' };
    const targets = [{ target: { id: '192.168.1.5', port: 8080 }, at }];
    const of = (lb: SecurityGroupRule[]) =>
      found(input({ balancer: ALB, securityGroups: groups([], lb), targets }));
    expect(of([ALL_OUT]).slice(0, 2)).toEqual([
      'inbound traffic tcp 8080: unknown',
      'outbound traffic tcp 8080: allowed',
    ]);
    expect(of([])[1]).toBe('outbound traffic tcp 8080: unknown');
  });
});

describe('a Network Load Balancer', () => {
  const on8080 = { fromPort: 8080, toPort: 8081 };
  const traffic = (of: CheckInput) => found(of).filter((words) => !words.includes('pathMtu'));

  it('without security groups is let in by its addresses', () => {
    const securityGroups = groups([inbound(block('10.0.0.0/16'), on8080)]);
    expect(traffic(input({ balancer: NLB, securityGroups }))).toEqual([
      'inbound traffic tcp 8080: allowed',
      'inbound healthCheck tcp 8081: allowed',
    ]);
  });

  it('that preserves client IP addresses needs its clients let in for traffic, not for health checks', () => {
    const of = (...blocks: string[]) =>
      traffic(
        input({
          balancer: NLB,
          keepsClientIp: true,
          securityGroups: groups(blocks.map((each) => inbound(block(each), on8080))),
        }),
      );
    expect(of('10.0.0.0/16')).toEqual([
      'inbound traffic tcp 8080: partly',
      'inbound healthCheck tcp 8081: allowed',
    ]);
    expect(of('0.0.0.0/0')[0]).toBe('inbound traffic tcp 8080: allowed');
    expect(of()).toEqual(['inbound traffic tcp 8080: missing', 'inbound healthCheck tcp 8081: missing']);
  });

  it('with security groups is let in by them, client IP addresses or not', () => {
    const of = input({
      balancer: NLB_WITH_GROUP,
      keepsClientIp: true,
      securityGroups: groups([inbound(member('sg-lb'), on8080)]),
    });
    expect(traffic(of)).toEqual([
      'inbound traffic tcp 8080: allowed',
      'outbound traffic tcp 8080: allowed',
      'inbound healthCheck tcp 8081: allowed',
      'outbound healthCheck tcp 8081: allowed',
    ]);
  });

  it('brings UDP and TCP for TCP_UDP, and checks by TCP', () => {
    const of = input({ balancer: NLB, securityGroups: groups([]), group: { protocol: 'TCP_UDP' } });
    expect(traffic(of)).toEqual([
      'inbound traffic tcp 8080: missing',
      'inbound traffic udp 8080: missing',
      'inbound healthCheck tcp 8081: missing',
    ]);
  });
});

test.each<[Partial<TargetGroup>, Record<string, string>, boolean]>([
  [{ targetType: 'instance', protocol: 'TCP' }, {}, true],
  [{ targetType: 'ip', protocol: 'TCP' }, {}, false],
  [{ targetType: 'ip', protocol: 'TLS' }, {}, false],
  [{ targetType: 'ip', protocol: 'UDP' }, {}, true],
  [{ targetType: 'ip', protocol: 'TCP_UDP' }, {}, true],
  [{ targetType: 'alb', protocol: 'TCP' }, {}, true],
  [{ targetType: 'instance', protocol: 'TCP' }, { 'preserve_client_ip.enabled': 'false' }, false],
  [{ targetType: 'ip', protocol: 'TCP' }, { 'preserve_client_ip.enabled': 'true' }, true],
])('client IP addresses are preserved: %j with %j: %s', (parts, attributes, preserved) => {
  expect(preservesClientIp(group(parts), new Map(Object.entries(attributes)))).toBe(preserved);
});

test('functions, groups without a load balancer and Gateway Load Balancers are not checked, and why is said', () => {
  expect(whyNotChecked(functionGroup())).toContain('no security group is between them');
  expect(whyNotChecked(group({ loadBalancerArns: [] }))).toContain('nobody to let in');
  expect(whyNotChecked(group({ loadBalancerArns: [GATEWAY] }))).toContain('does not judge');
  expect(whyNotChecked(group())).toBeUndefined();
});

describe('the missing rules', () => {
  const missing = (of: CheckInput, users: Record<string, number> = {}) =>
    missingRules(checkTargets(of), (id) => users[id] ?? 0);
  const inShort = (of: CheckInput, users?: Record<string, number>) =>
    missing(of, users).map(({ securityGroupId, direction, packets, peer }) => {
      const what = 'port' in packets ? `${packets.protocol} ${packets.port}` : packets.protocol;
      return `${securityGroupId} ${direction} ${what} ${peer.kind === 'block' ? peer.block : peer.groupId}`;
    });

  it('let in the security group of the load balancer, on exactly the ports', () => {
    expect(inShort(input({ balancer: ALB, securityGroups: groups([]) }))).toEqual([
      'sg-web inbound tcp 8080 sg-lb',
      'sg-web inbound tcp 8081 sg-lb',
      'sg-web inbound icmp sg-lb',
    ]);
  });

  it('are none where nothing is missing', () => {
    expect(missing(input({ balancer: ALB, securityGroups: groups([TRAFFIC, CHECK, PATH_MTU]) }))).toEqual([]);
  });

  it('are one where traffic and health checks have one port, and for all targets together', () => {
    const of = input({
      balancer: ALB,
      securityGroups: groups([PATH_MTU]),
      group: { healthCheck: { enabled: true, port: 'traffic-port' } },
      targets: [TARGET, { ...TARGET, target: { id: 'i-2', port: 8080 } }],
    });
    expect(missing(of)).toMatchObject([{ purposes: ['traffic', 'healthCheck'] }]);
    expect(missing(of).some(isRecommendation)).toBe(false);
  });

  it('go to the security group that the fewest have', () => {
    const at = { known: { addresses: ['10.0.1.9'], securityGroupIds: ['sg-base', 'sg-web'] } };
    const of = input({
      balancer: ALB,
      securityGroups: [...groups([CHECK, PATH_MTU]), securityGroup('sg-base')],
      targets: [{ ...TARGET, at }],
    });
    expect(inShort(of, { 'sg-base': 90, 'sg-web': 2 })).toEqual(['sg-web inbound tcp 8080 sg-lb']);
    expect(inShort(of, { 'sg-base': 1, 'sg-web': 2 })).toEqual(['sg-base inbound tcp 8080 sg-lb']);
  });

  it('let in the blocks of the subnets that lack, of a load balancer without security groups', () => {
    const web = [inbound(block('10.0.1.0/24'), { fromPort: 8080, toPort: 8081 })];
    expect(inShort(input({ balancer: NLB, securityGroups: groups(web) }))).toEqual([
      'sg-web inbound tcp 8080 10.0.2.0/24',
      'sg-web inbound tcp 8081 10.0.2.0/24',
      'sg-web inbound icmp 10.0.1.0/24',
      'sg-web inbound icmp 10.0.2.0/24',
    ]);
  });

  it('leave open which clients to let in', () => {
    const of = input({ balancer: NLB, keepsClientIp: true, securityGroups: groups([]) });
    expect(inShort(of)).not.toContain('sg-web inbound tcp 8080 0.0.0.0/0');
    expect(inShort(of)).toContain('sg-web inbound tcp 8081 10.0.1.0/24');
  });

  it('let the load balancer out where its own rules do not', () => {
    const of = input({ balancer: ALB, securityGroups: groups([TRAFFIC, CHECK, PATH_MTU], []) });
    expect(inShort(of)).toEqual(['sg-lb outbound tcp 8080 sg-web', 'sg-lb outbound tcp 8081 sg-web']);
  });

  it.each([ALB, NLB, NLB_WITH_GROUP])('let everything through once they are added: $type', (balancer) => {
    const before = groups([], []);
    const rules = missing(input({ balancer, securityGroups: before }));
    const after = before.map((each) => ({
      ...each,
      rules: rules
        .filter(({ securityGroupId }) => securityGroupId === each.id)
        .map(({ direction, packets, peer }): SecurityGroupRule => {
          const [fromPort, toPort] =
            'port' in packets ? [packets.port, packets.port] : [packets.type, packets.code];
          return { direction, protocol: packets.protocol, fromPort, toPort, peer };
        }),
    }));
    const verdicts = found(input({ balancer, securityGroups: after })).map((words) => words.split(': ')[1]);
    expect(new Set(verdicts)).toEqual(new Set(['allowed']));
  });

  it('have descriptions of the characters that EC2 takes', () => {
    for (const { description } of missing(input({ balancer: ALB, securityGroups: groups([], []) }))) {
      expect(description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
    }
  });
});
