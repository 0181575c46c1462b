// The report: the table of the user guide filled in, the reasons, and exactly the rules to add; and the question before.
import { describe, expect, it } from 'vitest';
import { authorizeCommands } from '../../../../src/model/awsCli';
import { type CheckInput, checkTargets, type TargetEnd } from '../../../../src/model/securityGroups/check';
import { missingRules } from '../../../../src/model/securityGroups/missingRules';
import type { NetworkInterface, SecurityGroupRule } from '../../../../src/model/securityGroups/network';
import { securityReport } from '../../../../src/model/securityGroups/report';
import { rulesReview } from '../../../../src/model/securityGroups/review';
import type { SecurityCheck } from '../../../../src/model/securityGroups/securityCheck';
import { findingWords, warningWords } from '../../../../src/model/securityGroups/words';
import { targetLabel } from '../../../../src/model/target';
import {
  ALL_OUT,
  block,
  inbound,
  input,
  list,
  loadBalancer,
  member,
  outbound,
  securityGroup,
  TARGET,
} from './parts';

const NAMES = new Map([
  ['sg-lb', 'front'],
  ['sg-web', 'web'],
]);
const ALB = loadBalancer('application', 'sg-lb');

function checkOf(of: CheckInput, users: readonly NetworkInterface[] = []): SecurityCheck {
  const checks = checkTargets(of);
  return {
    group: of.group,
    checkedAt: 0,
    loadBalancers: of.loadBalancers.map((each) => each.loadBalancer),
    keepsClientIp: of.keepsClientIp,
    checks,
    missing: missingRules(checks, () => 0),
    names: NAMES,
    users: new Map([['sg-web', users]]),
  };
}

function reportOf(of: CheckInput) {
  return securityReport({
    check: checkOf(of),
    checkedAt: '14:03:12',
    targetWords: targetLabel,
    commands: authorizeCommands(
      { connection: { kind: 'emulator', region: 'us-east-1' }, profile: undefined, endpoint: undefined },
      checkOf(of).missing,
    ),
  });
}

/** Traffic is let in; the health check and Path MTU Discovery are not. */
const HALF_OPEN = input({
  balancer: ALB,
  securityGroups: [
    securityGroup('sg-lb', ALL_OUT),
    securityGroup('sg-web', inbound(member('sg-lb'), { fromPort: 8000, toPort: 8080 })),
  ],
  targets: [TARGET, { ...TARGET, target: { id: 'i-2', port: 8080 } }],
});

describe('the report', () => {
  it('fills in the table, says by which rule, and lists exactly what to add', () => {
    const { text, rulesLine } = reportOf(HALF_OPEN);
    expect(text).toBe(`# Security groups of checkout-web

- Result:        2 targets: 2 not let in
- Checked at:    14:03:12
- Target group:  checkout-web, HTTP:80, type ip
- Load balancer: front, application, security group front (sg-lb)

## web (sg-web): not let in

- i-1:8080
- i-2:8080

| Source | Port Range | Comment                                     | Inbound    |
| ------ | ---------- | ------------------------------------------- | ---------- |
| front  | 8080       | Allow traffic on the instance listener port | let in     |
| front  | 8081       | Allow traffic on the health check port      | not let in |
| front  | ICMP 3/4   | Path MTU Discovery (recommended)            | not let in |

Why:

- TCP port 8080 in, for traffic:
  TCP 8000-8080 from front (sg-lb), a rule of web (sg-web)
- TCP port 8081 in, for health checks:
  no inbound rule of web (sg-web) lets it through
- ICMP type 3 code 4 in, for Path MTU Discovery:
  no inbound rule of web (sg-web) lets it through
- TCP port 8080 out of the load balancer, for traffic:
  all traffic to 0.0.0.0/0, a rule of front (sg-lb)
- TCP port 8081 out of the load balancer, for health checks:
  all traffic to 0.0.0.0/0, a rule of front (sg-lb)

## Rules to add

- web (sg-web), inbound:
  - TCP port 8081 from front (sg-lb), for health checks

Recommended, for Path MTU Discovery:

- web (sg-web), inbound:
  - ICMP type 3 code 4 from front (sg-lb), for Path MTU Discovery

The same with the AWS CLI:

\`\`\`sh
AWS_ACCESS_KEY_ID=emulator AWS_SECRET_ACCESS_KEY=emulator aws ec2 authorize-security-group-ingress \\
  --region us-east-1 \\
  --group-id sg-web \\
  --ip-permissions \\
    'IpProtocol=tcp,FromPort=8081,ToPort=8081,UserIdGroupPairs=[{GroupId=sg-lb,Description="Health checks of load balancer front"}]' \\
    'IpProtocol=icmp,FromPort=3,ToPort=4,UserIdGroupPairs=[{GroupId=sg-lb,Description="Path MTU Discovery of load balancer front"}]'
\`\`\`
`);
    expect(text.split('\n')[rulesLine ?? -1]).toBe('## Rules to add');
  });

  it('tells a load balancer that is not let out from a target that does not let it in', () => {
    const all: SecurityGroupRule = { direction: 'inbound', protocol: '-1', peer: member('sg-lb') };
    const groups = [securityGroup('sg-lb'), securityGroup('sg-web', all)];
    const { text } = reportOf(input({ balancer: ALB, securityGroups: groups }));
    expect(text).toContain('1 target: 1 not let out to by the load balancer\n');
    expect(text).toContain('- front (sg-lb), outbound:\n  - TCP port 8080 to web (sg-web), for traffic\n');
  });

  it('puts what is wrong first, and has no rules to add where none is missing', () => {
    const open = { addresses: ['10.0.1.9'], securityGroupIds: ['sg-open'] };
    const all: SecurityGroupRule = { direction: 'inbound', protocol: '-1', peer: member('sg-lb') };
    const groups = [securityGroup('sg-lb', ALL_OUT), securityGroup('sg-open', all), securityGroup('sg-web')];
    const good: TargetEnd = { target: { id: 'i-9', port: 8080 }, at: { known: open } };
    const { text } = reportOf(input({ balancer: ALB, securityGroups: groups, targets: [good, TARGET] }));
    expect(text).toContain('- Result:        2 targets: 1 not let in, 1 let in\n');
    expect(text.match(/^## .*/gm)).toEqual([
      '## web (sg-web): not let in',
      '## sg-open: let in',
      '## Rules to add',
    ]);
    const { text: fine, rulesLine } = reportOf(
      input({ balancer: ALB, securityGroups: groups, targets: [good] }),
    );
    expect(fine).not.toContain('Rules to add');
    expect(rulesLine).toBeUndefined();
  });
});

describe('in a sentence', () => {
  const sentences = (of: CheckInput) => checkTargets(of).map((check) => findingWords(check, NAMES));
  const network = loadBalancer('network');
  const webGroup = (...rules: SecurityGroupRule[]) => [securityGroup('sg-web', ...rules)];
  const onBoth = { fromPort: 8080, toPort: 8081 };

  it.each<[string, CheckInput, string]>([
    [
      'both ports',
      input({ balancer: ALB, securityGroups: [...webGroup(), securityGroup('sg-lb', ALL_OUT)] }),
      'web (sg-web) does not let front (sg-lb) of front in on TCP port 8080, for traffic. web (sg-web) does not let front (sg-lb) of front in on TCP port 8081, for health checks.',
    ],
    [
      'one port for both',
      input({
        balancer: network,
        securityGroups: webGroup(),
        group: { healthCheck: { enabled: true, port: 'traffic-port' } },
      }),
      'web (sg-web) does not let the addresses of front in on TCP port 8080, for traffic and health checks.',
    ],
    [
      'one of two subnets',
      input({ balancer: network, securityGroups: webGroup(inbound(block('10.0.1.0/24'), onBoth)) }),
      'web (sg-web) lets only some of the addresses of front in on TCP port 8080, for traffic: not those in 10.0.2.0/24. web (sg-web) lets only some of the addresses of front in on TCP port 8081, for health checks: not those in 10.0.2.0/24.',
    ],
    [
      'some clients',
      input({
        balancer: network,
        keepsClientIp: true,
        securityGroups: webGroup(inbound(block('10.0.0.0/8'), onBoth)),
      }),
      'web (sg-web) lets only some of the clients of front in on TCP port 8080, for traffic, and client IP addresses are preserved: see whether all clients are among them.',
    ],
    [
      'one of two addresses that a load balancer is let out to',
      input({
        balancer: ALB,
        group: { healthCheck: { enabled: true, port: 'traffic-port' } },
        securityGroups: [
          ...webGroup(inbound(member('sg-lb'), onBoth)),
          securityGroup('sg-lb', outbound(block('10.0.1.0/24'), onBoth)),
        ],
        targets: [
          { ...TARGET, at: { known: { addresses: ['10.0.1.9', '10.0.2.9'], securityGroupIds: ['sg-web'] } } },
        ],
      }),
      'front (sg-lb) of front lets it out to some addresses of the target only on TCP port 8080, for traffic and health checks: not to 10.0.2.9.',
    ],
    [
      'a prefix list that cannot be read',
      input({
        balancer: network,
        securityGroups: webGroup(
          inbound(list('pl-1'), { ...onBoth, toPort: 8080 }),
          inbound(block('0.0.0.0/0'), { fromPort: 8081, toPort: 8081 }),
        ),
      }),
      'It cannot be told whether front is let in on TCP port 8080, for traffic: pl-1 cannot be read.',
    ],
  ])('%s', (_words, of, sentence) => {
    expect(sentences(of)).toEqual([sentence]);
  });

  it('what would not get traffic is told apart from what would be unhealthy', () => {
    const warnings = (...rules: SecurityGroupRule[]) =>
      checkTargets(input({ balancer: network, securityGroups: webGroup(...rules) })).map((check) =>
        warningWords(check, NAMES),
      );
    expect(warnings()[0]).toBe(
      'It would be unhealthy (Target.Timeout): web (sg-web) does not let the addresses of front in on TCP port 8081, for health checks.',
    );
    expect(warnings(inbound(block('10.0.0.0/8'), { fromPort: 8081, toPort: 8081 }))[0]).toBe(
      'It would be healthy but get no traffic: web (sg-web) does not let the addresses of front in on TCP port 8080, for traffic.',
    );
    expect(warnings(inbound(block('10.0.0.0/8'), onBoth))).toEqual([undefined]);
  });
});

describe('the question before rules are added', () => {
  const user = (instanceId: string): NetworkInterface => ({
    id: `eni-${instanceId}`,
    description: '',
    instanceId,
    vpcId: 'vpc-1',
    subnetId: 'subnet-a',
    addresses: [],
    securityGroupIds: ['sg-web'],
  });

  it('names each rule, who gets it, and who else has the security group', () => {
    const users = ['i-1', 'i-2', 'i-5', 'i-6'].map(user);
    const names: Record<string, string> = { 'i-5': 'batch' };
    const { message, detail } = rulesReview(checkOf(HALF_OPEN, users), (id) => names[id]);
    expect(message).toBe('Add security group rules for checkout-web?');
    expect(detail).toBe(`web (sg-web), inbound:
• TCP port 8081 from front (sg-lb), for health checks

Recommended, for Path MTU Discovery:
web (sg-web), inbound:
• ICMP type 3 code 4 from front (sg-lb), for Path MTU Discovery

2 other network interfaces have web (sg-web), and are opened too: batch and i-6.`);
  });

  it('says when nothing else has it, and when that cannot be read', () => {
    const detail = (users: readonly NetworkInterface[]) =>
      rulesReview(checkOf(HALF_OPEN, users), () => undefined).detail;
    expect(detail([user('i-1')])).toContain('Nothing but these targets of checkout-web has web (sg-web).');
    expect(detail([])).toContain('It could not be read who else has web (sg-web).');
  });
});
