// Editing a health check: what can be changed of which group, the API's ranges, and what it does to the targets.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { healthCheckCommand } from '../../../src/model/awsCli';
import {
  changeBetween,
  changed,
  fieldInWords,
  fieldsOf,
  type HealthCheckChange,
  parseField,
  protocolsOf,
  takesAll,
  takesCode,
  whyNotTogether,
} from '../../../src/model/healthCheckEdit';
import { effectsOf } from '../../../src/model/healthCheckEffects';
import { type RegisteredTarget, targetLabel } from '../../../src/model/target';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { functionGroup, GATEWAY, group, GROUP_ARN, NETWORK, registered } from './samples';

const WEB = group();
const TCP = group({
  protocol: 'TCP',
  loadBalancerArns: [NETWORK],
  healthCheck: {
    enabled: true,
    protocol: 'TCP',
    port: 'traffic-port',
    intervalSeconds: 10,
    timeoutSeconds: 10,
  },
});
const APPLIANCE = group({ protocol: 'GENEVE', port: 6081, loadBalancerArns: [GATEWAY] });
const GRPC = group({ healthCheck: { ...WEB.healthCheck, matcher: '12' } });

describe('what can be changed', () => {
  it('of a group over HTTP is all but whether it is checked at all', () => {
    expect(fieldsOf(WEB, WEB.healthCheck)).toEqual([
      'protocol',
      'port',
      'path',
      'matcher',
      'intervalSeconds',
      'timeoutSeconds',
      'healthyThreshold',
      'unhealthyThreshold',
    ]);
    expect(protocolsOf(WEB)).toEqual(['HTTP', 'HTTPS']);
  });

  it('of a check that only connects is neither path nor codes', () => {
    expect(fieldsOf(TCP, TCP.healthCheck)).not.toContain('path');
    expect(fieldsOf(TCP, TCP.healthCheck)).not.toContain('matcher');
    expect(protocolsOf(TCP)).toEqual(['TCP', 'HTTP', 'HTTPS']);
  });

  it('of a function is whether it is checked, and no protocol or port', () => {
    const fields = fieldsOf(functionGroup(), functionGroup().healthCheck);
    expect(fields[0]).toBe('enabled');
    expect(fields).not.toContain('protocol');
    expect(fields).not.toContain('port');
  });

  it('of a load balancer as a target is checked over HTTP', () => {
    expect(protocolsOf({ ...TCP, targetType: 'alb' })).toEqual(['HTTP', 'HTTPS']);
  });
});

describe('what is typed', () => {
  test.each<[Parameters<typeof parseField>[0], string, TargetGroup, HealthCheckChange]>([
    ['port', ' 8080 ', WEB, { port: '8080' }],
    ['port', 'traffic-port', WEB, { port: 'traffic-port' }],
    ['port', '65535', WEB, { port: '65535' }],
    ['path', '/status?deep=1', WEB, { path: '/status?deep=1' }],
    ['matcher', '200, 204-206', WEB, { matcher: '200,204-206' }],
    ['matcher', '499', WEB, { matcher: '499' }],
    ['matcher', '599', TCP, { matcher: '599' }],
    ['matcher', '0-99', GRPC, { matcher: '0-99' }],
    ['intervalSeconds', '5', WEB, { intervalSeconds: 5 }],
    ['intervalSeconds', '300', WEB, { intervalSeconds: 300 }],
    ['timeoutSeconds', '2', WEB, { timeoutSeconds: 2 }],
    ['timeoutSeconds', '120', WEB, { timeoutSeconds: 120 }],
    ['healthyThreshold', '2', WEB, { healthyThreshold: 2 }],
    ['unhealthyThreshold', '10', WEB, { unhealthyThreshold: 10 }],
  ])('%s %j is taken', (field, text, within, change) => {
    expect(parseField(field, text, within)).toEqual(change);
  });

  test.each<[Parameters<typeof parseField>[0], string, TargetGroup, RegExp]>([
    ['port', '0', WEB, /“0” is not a port. A port from 1 to 65535, or traffic-port/],
    ['port', '65536', WEB, /not a port/],
    ['port', '', WEB, /not a port/],
    ['path', 'healthz', WEB, /begins with \//],
    ['path', '/a b', WEB, /no spaces/],
    ['path', `/${'x'.repeat(1024)}`, WEB, /at most 1024/],
    ['matcher', '500', WEB, /from 200 to 499/],
    ['matcher', '600', TCP, /from 200 to 599/],
    ['matcher', '400', APPLIANCE, /from 200 to 399/],
    ['matcher', '500', functionGroup(), /from 200 to 499/],
    ['matcher', '199', WEB, /from 200/],
    ['matcher', '300-200', WEB, /from 200/],
    ['matcher', '200,', WEB, /from 200/],
    ['matcher', '200', GRPC, /from 0 to 99/],
    ['intervalSeconds', '4', WEB, /from 5 to 300/],
    ['intervalSeconds', '5.5', WEB, /from 5 to 300/],
    ['timeoutSeconds', '121', WEB, /from 2 to 120/],
    ['healthyThreshold', '1', WEB, /successes in a row: from 2 to 10/],
    ['unhealthyThreshold', '11', WEB, /failures in a row: from 2 to 10/],
  ])('%s %j is refused', (field, text, within, sentence) => {
    expect(parseField(field, text, within)).toMatch(sentence);
  });
});

test('a timeout is less than the interval, and with a Network Load Balancer may be as long', () => {
  const check = { enabled: true, intervalSeconds: 10, timeoutSeconds: 10 };
  expect(whyNotTogether(WEB, check)).toBe(
    'The timeout of 10 seconds has to be less than the interval of 10 seconds.',
  );
  expect(whyNotTogether(WEB, { ...check, timeoutSeconds: 9 })).toBeUndefined();
  expect(whyNotTogether(TCP, check)).toBeUndefined();
  expect(whyNotTogether(TCP, { ...check, timeoutSeconds: 11 })).toMatch(/at most/);
});

describe('another protocol', () => {
  it('over HTTP brings a path and codes', () => {
    const after = changed(TCP, TCP.healthCheck, { protocol: 'HTTP' });
    expect(after).toMatchObject({ protocol: 'HTTP', path: '/', matcher: '200-399' });
    expect(changeBetween(TCP.healthCheck, after)).toEqual({
      protocol: 'HTTP',
      path: '/',
      matcher: '200-399',
    });
  });

  it('that only connects drops them, and sends nothing of them', () => {
    const before = { ...TCP.healthCheck, protocol: 'HTTP', path: '/x', matcher: '200' };
    const after = changed(TCP, before, { protocol: 'TCP' });
    expect(after).not.toHaveProperty('path');
    expect(changeBetween(before, after)).toEqual({ protocol: 'TCP' });
  });

  it('is the only thing that adds settings', () => {
    const bare = functionGroup({ healthCheck: { enabled: false } });
    expect(changed(bare, bare.healthCheck, { enabled: true })).toEqual({ enabled: true });
  });
});

test('what is sent is what differs, so that a change and its undoing send nothing', () => {
  const there = changed(WEB, WEB.healthCheck, { path: '/status', intervalSeconds: 30 });
  expect(changeBetween(WEB.healthCheck, there)).toEqual({ path: '/status', intervalSeconds: 30 });
  const back = changed(WEB, there, { path: '/healthz', intervalSeconds: 17 });
  expect(changeBetween(WEB.healthCheck, back)).toEqual({});
});

test('codes take all of others exactly when they take each', () => {
  const part = fc
    .tuple(fc.integer({ min: 200, max: 230 }), fc.nat(6))
    .map(([from, length]) => `${from}-${from + length}`);
  const codes = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(','));
  fc.assert(
    fc.property(codes, codes, (one, other) => {
      const all = Array.from({ length: 60 }, (_, index) => 190 + index);
      const each = all.filter((code) => takesCode(other, code)).every((code) => takesCode(one, code));
      expect(takesAll(one, other)).toBe(each);
    }),
  );
});

test('settings in words', () => {
  expect(fieldInWords('port', { enabled: true, port: 'traffic-port' })).toBe('the port of the traffic');
  expect(fieldInWords('intervalSeconds', WEB.healthCheck)).toBe('17 seconds');
  expect(fieldInWords('enabled', { enabled: false })).toBe('off');
  expect(fieldInWords('path', { enabled: true })).toBe('not set');
});

describe('what a change does to the targets', () => {
  const WELL = [registered('10.0.1.1', 'healthy'), registered('10.0.1.2', 'healthy')];
  const answering = (code: number): RegisteredTarget => ({
    id: '10.0.1.3',
    health: {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${code}]`,
    },
  });
  const effects = (change: HealthCheckChange, targets: readonly RegisteredTarget[], within = WEB) =>
    effectsOf(within.healthCheck, changed(within, within.healthCheck, change), change, targets, targetLabel);

  it('is that healthy ones have to pass it when it asks for something else', () => {
    expect(effects({ path: '/status' }, WELL)).toEqual([
      'The 2 healthy targets have to pass the changed check: one that fails it 3 times in a row turns unhealthy after 51 seconds and gets no more traffic.',
    ]);
    expect(effects({ matcher: '204' }, WELL)).toHaveLength(1);
    expect(effects({ timeoutSeconds: 5 }, WELL)).toHaveLength(1);
  });

  it('is nothing for healthy ones when it only takes more', () => {
    expect(effects({ matcher: '200-299' }, WELL)).toEqual([]);
    expect(effects({ timeoutSeconds: 10 }, WELL)).toEqual([]);
  });

  it('is told of a target whose answer is known', () => {
    expect(effects({ matcher: '200-404' }, [answering(404)])).toEqual([
      '10.0.1.3 answers 404, as last read: it passes the changed check, and turns healthy after 1 minute 8 seconds at the soonest.',
    ]);
    expect(effects({ matcher: '200,201' }, [answering(404)])).toEqual([
      '10.0.1.3 answers 404, as last read: it fails the changed check as well.',
    ]);
  });

  it('is not told where it is not known', () => {
    const unknown = 'Whether the unhealthy target passes it cannot be told before it is tried.';
    expect(effects({ path: '/status', matcher: '404' }, [answering(404)])).toEqual([unknown]);
    expect(effects({ timeoutSeconds: 16 }, [registered('10.0.1.4', 'unhealthy')])).toEqual([unknown]);
  });

  it('is the time that it takes to be told apart', () => {
    expect(effects({ intervalSeconds: 30 }, [])).toEqual([
      'A target turns unhealthy after 1 minute 30 seconds of checks (now 51 seconds).',
      'A target turns healthy after 2 minutes of checks (now 1 minute 8 seconds).',
    ]);
  });

  it('of a function is what a check costs, or that nobody looks', () => {
    expect(effects({ enabled: true }, [], functionGroup())).toEqual([
      'Each check is an invocation of the function, which is charged.',
    ]);
    expect(effects({ enabled: false }, [], functionGroup())).toEqual([
      'Nobody checks the target any more: it gets traffic whether it is well or not.',
    ]);
  });
});

test('the equivalent command has what is sent, quoted for the shell and the shorthand', () => {
  const place = {
    connection: { kind: 'profile', profile: 'shop', region: 'us-east-1' },
    profile: 'shop',
    endpoint: undefined,
  } as const;
  expect(healthCheckCommand(place, GROUP_ARN, { enabled: true, path: '/a?b=c', matcher: '200,404' })).toBe(
    [
      'aws elbv2 modify-target-group',
      '--profile shop',
      '--region us-east-1',
      `--target-group-arn ${GROUP_ARN}`,
      '--health-check-enabled',
      "--health-check-path '/a?b=c'",
      `--matcher 'HttpCode="200,404"'`,
    ].join(' \\\n  '),
  );
  expect(healthCheckCommand(place, GROUP_ARN, { enabled: false, matcher: '12' })).toContain(
    '--no-health-check-enabled \\\n  --matcher GrpcCode=12',
  );
});
