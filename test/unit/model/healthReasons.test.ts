// Every state and reason of the API in words, with the group's own figures.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { explainHealth } from '../../../src/model/healthReasons';
import { stateInWords } from '../../../src/model/stateWords';
import type { TargetHealth } from '../../../src/model/target';
import { functionGroup, GATEWAY, group, NETWORK } from './samples';

/** All pairs that the API reference of `TargetHealth` lists, with their words. */
const KNOWN: [state: string, reason: string | undefined, row: string][] = [
  ['healthy', undefined, 'healthy'],
  ['initial', 'Elb.RegistrationInProgress', 'initial · registration in progress'],
  ['initial', 'Elb.InitialHealthChecking', 'initial · health checks in progress'],
  ['unhealthy', 'Target.ResponseCodeMismatch', 'unhealthy · wrong response code'],
  ['unhealthy', 'Target.Timeout', 'unhealthy · no answer in time'],
  ['unhealthy', 'Target.FailedHealthChecks', 'unhealthy · health checks failed'],
  ['unhealthy', 'Elb.InternalError', 'unhealthy · load balancer error'],
  ['unhealthy.draining', undefined, 'unhealthy, closing connections'],
  ['unused', 'Target.NotRegistered', 'unused · not registered'],
  ['unused', 'Target.NotInUse', 'unused · gets no traffic'],
  ['unused', 'Target.InvalidState', 'unused · instance stopped or terminated'],
  ['unused', 'Target.IpUnusable', 'unused · address in use by a load balancer'],
  ['draining', 'Target.DeregistrationInProgress', 'draining'],
  ['unavailable', 'Target.HealthCheckDisabled', 'unavailable · health checks off'],
  ['unavailable', 'Elb.InternalError', 'unavailable · load balancer error'],
];

const NETWORK_GROUP = group({
  protocol: 'TCP',
  loadBalancerArns: [NETWORK],
  healthCheck: { enabled: true, protocol: 'TCP', port: 'traffic-port', intervalSeconds: 10 },
});

function health(state: string, reason?: string, description?: string): TargetHealth {
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(description === undefined ? {} : { description }),
  };
}

function everything(of: TargetHealth, within = group()): string {
  const { meaning, nextSteps } = explainHealth(of, within);
  return [meaning, ...nextSteps].join('\n');
}

test.each(KNOWN)('%s, %s is said as: %s', (state, reason, row) => {
  expect(stateInWords(health(state, reason))).toBe(row);
  expect(explainHealth(health(state, reason), group()).title).toBe(row.replace(' · ', ': '));
});

test.each([
  ['flaky', undefined, 'flaky'],
  ['flaky', 'Target.Sunspots', 'flaky · Target.Sunspots'],
  ['unhealthy', 'Target.Sunspots', 'unhealthy · Target.Sunspots'],
  ['constructor', 'toString', 'constructor · toString'],
  ['draining', 'Target.Other', 'draining · Target.Other'],
])('a state or reason that is not known stays as spelled: %s, %s', (state, reason, row) => {
  expect(stateInWords(health(state, reason))).toBe(row);
  expect(explainHealth(health(state, reason), group()).meaning).not.toBe('');
});

test.each(KNOWN.filter(([state]) => state !== 'healthy'))('%s, %s has a next step', (state, reason) => {
  expect(explainHealth(health(state, reason), group()).nextSteps.length).toBeGreaterThan(0);
});

test('each pair has a meaning of its own', () => {
  const meanings = KNOWN.map(([state, reason]) => explainHealth(health(state, reason), group()).meaning);
  expect(new Set(meanings).size).toBe(KNOWN.length);
});

describe('the group’s own figures', () => {
  it('are in the health check’s sentence', () => {
    expect(everything(health('unhealthy', 'Target.FailedHealthChecks'))).toContain(
      'The health check requests /healthz by HTTP on port 8081, expects code 200-204, waits 6 seconds, runs every 17 seconds; 3 failures in a row make it unhealthy, 4 successes in a row make it healthy.',
    );
  });

  it('are left out where the group does not tell them', () => {
    const bare = group({ healthCheck: { enabled: true } });
    expect(everything(health('healthy'), bare)).toContain(
      'The health check connects to its own port (by default 80).',
    );
    for (const [state, reason] of KNOWN)
      expect(everything(health(state, reason), bare)).not.toMatch(/undefined|NaN/);
  });

  it('are said in the singular for one', () => {
    const strict = group({ healthCheck: { enabled: true, unhealthyThreshold: 1, intervalSeconds: 1 } });
    expect(everything(health('healthy'), strict)).toContain(
      'runs every 1 second; 1 failure in a row makes it unhealthy.',
    );
  });

  it('tell how long the first checks can take', () => {
    expect(everything(health('initial', 'Elb.InitialHealthChecking'))).toContain(
      '4 checks every 17 seconds can take 68 seconds',
    );
  });

  it('tell the timeout, and the port to let the load balancer in on, first of all', () => {
    const { meaning, nextSteps } = explainHealth(health('unhealthy', 'Target.Timeout'), group());
    expect(meaning).toContain('did not answer within 6 seconds');
    expect(nextSteps[0]).toMatch(
      /^Run Check Security Groups: .* let the load balancer's security group in on port 8081/,
    );
    expect(nextSteps.join()).toContain('raise the timeout (now 6 seconds)');
  });

  it('come with what the check of security groups found, where that can be the cause', () => {
    const found = 'web (sg-1) does not let front in.';
    const security = { verdict: 'notLetIn', words: found } as const;
    const evidence = (reason: string) =>
      explainHealth(health('unhealthy', reason), group(), { security }).evidence;
    expect(evidence('Target.Timeout')).toContain(found);
    expect(evidence('Target.FailedHealthChecks')).toContain(found);
    expect(evidence('Target.ResponseCodeMismatch')).not.toContain(found);
  });

  it('tell a gRPC code', () => {
    const grpc = group({ healthCheck: { enabled: true, matcher: '0-99' } });
    expect(everything(health('unhealthy', 'Target.ResponseCodeMismatch'), grpc)).toContain('gRPC code 0-99');
  });
});

describe('a wrong response code', () => {
  test.each([
    ['[404]', /Check the path: the target has nothing at \/healthz/],
    ['[401]', /without a sign-in/],
    ['[403]', /without a sign-in/],
    ['[301]', /without a redirect/],
    ['[400]', /any Host header/],
    ['[503]', /log of the application/],
  ])('%s: the likeliest remedy comes first', (codes, step) => {
    const description = `Health checks failed with these codes: ${codes}`;
    const { meaning, nextSteps } = explainHealth(
      health('unhealthy', 'Target.ResponseCodeMismatch', description),
      group(),
    );
    expect(meaning).toContain(`with ${codes.slice(1, -1)} instead of code 200-204`);
    expect(meaning).toContain(`“${description}”`);
    expect(nextSteps[0]).toMatch(step);
  });

  it('of several codes gives each remedy once', () => {
    const of = health(
      'unhealthy',
      'Target.ResponseCodeMismatch',
      'Health checks failed with these codes: [500, 503, 404]',
    );
    const { meaning, nextSteps } = explainHealth(of, group());
    expect(meaning).toContain('500, 503, 404');
    expect(nextSteps.filter((step) => step.includes('log of the application'))).toHaveLength(1);
    expect(nextSteps.filter((step) => step.startsWith('Check the path'))).toHaveLength(1);
  });

  it('that the API does not tell is just another one', () => {
    const { meaning, nextSteps } = explainHealth(health('unhealthy', 'Target.ResponseCodeMismatch'), group());
    expect(meaning).toContain('with another instead of code 200-204');
    expect(nextSteps).toHaveLength(2);
  });
});

describe('what differs by the kind', () => {
  it('a Network Load Balancer takes minutes to register and goes on with new connections', () => {
    expect(everything(health('initial', 'Elb.RegistrationInProgress'), NETWORK_GROUP)).toContain(
      'some minutes',
    );
    expect(everything(health('initial', 'Elb.RegistrationInProgress'))).not.toContain('some minutes');
    const draining = health('draining', 'Target.DeregistrationInProgress');
    expect(everything(draining, NETWORK_GROUP)).toContain('about 2 minutes');
    expect(everything(draining)).toContain('no new requests');
  });

  it('is told by the protocol while no load balancer uses the group', () => {
    const of = health('initial', 'Elb.RegistrationInProgress');
    expect(everything(of, { ...NETWORK_GROUP, loadBalancerArns: [] })).toContain('some minutes');
    expect(everything(of, group({ protocol: 'GENEVE', loadBalancerArns: [GATEWAY] }))).not.toContain(
      'some minutes',
    );
  });

  it('a function has no port, no security group and no draining', () => {
    const within = functionGroup();
    for (const [state, reason] of KNOWN) {
      expect(everything(health(state, reason), within)).not.toMatch(/security group|network ACL|undefined/);
    }
    expect(everything(health('unavailable', 'Target.HealthCheckDisabled'), within)).toContain(
      'default of a function',
    );
    expect(everything(health('draining'), within)).toContain('HTTP 5XX');
    expect(everything(health('unhealthy', 'Target.FailedHealthChecks'), within)).toContain('statusCode');
    expect(everything(health('unhealthy', 'Target.Timeout'), within)).toContain(
      'invokes the function with the path /',
    );
    expect(everything(health('unhealthy', 'Target.ResponseCodeMismatch'), within)).toContain(
      'Invoke the function',
    );
  });

  it('a load balancer as a target is as healthy as its own targets', () => {
    const within = group({ targetType: 'alb', loadBalancerArns: [NETWORK] });
    expect(everything(health('unhealthy', 'Target.FailedHealthChecks'), within)).toContain(
      'its own targets are healthy',
    );
  });

  it('unused is by the group without a load balancer, or by the zone', () => {
    const of = health('unused', 'Target.NotInUse');
    expect(everything(of, group({ loadBalancerArns: [] }))).toContain('No load balancer uses checkout-web');
    expect(everything(of)).toContain('Availability Zone is not enabled');
  });

  it('an address that drains must wait; an instance may come back', () => {
    expect(everything(health('draining'))).toContain('only when the delay is over');
    expect(everything(health('draining'), group({ targetType: 'instance' }))).toContain('register it again');
  });
});

test('any health of any group is explained without throwing', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(...KNOWN.flatMap(([state, reason]) => [state, reason ?? ''])),
  );
  const figure = fc.nat({ max: 1000 });
  const check = fc.record(
    {
      enabled: fc.boolean(),
      protocol: fc.constantFrom('HTTP', 'HTTPS', 'TCP'),
      port: fc.constantFrom('traffic-port', '81'),
      path: fc.string(),
      intervalSeconds: figure,
      timeoutSeconds: figure,
      healthyThreshold: figure,
      unhealthyThreshold: figure,
      matcher: fc.string(),
    },
    { requiredKeys: ['enabled'] },
  );
  const anyHealth = fc.record(
    { state: word, reason: word, description: fc.string() },
    { requiredKeys: ['state'] },
  );
  const anyGroup = fc
    .tuple(fc.constantFrom(group(), functionGroup(), NETWORK_GROUP), check)
    .map(([base, healthCheck]) => ({ ...base, healthCheck }));
  fc.assert(
    fc.property(anyHealth, anyGroup, (of, within) => {
      const { title, meaning, nextSteps } = explainHealth(of, within);
      expect(title).toBe(stateInWords(of).replace(' · ', ': '));
      expect(meaning).toMatch(/\.$/);
      for (const step of nextSteps) expect(step).toMatch(/\.$/);
    }),
  );
});
