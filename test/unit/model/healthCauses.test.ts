// The likely causes of every state and reason: in the order that all that is known makes likely, each with its remedy.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { explainHealth } from '../../../src/model/healthReasons';
import type { HealthFacts } from '../../../src/model/healthReasons/explanation';
import { failuresInWords, sinceInWords, sinceOf } from '../../../src/model/healthReasons/since';
import type { GroupHistory, HealthBand } from '../../../src/model/healthHistory';
import type { TargetHealth, TargetType } from '../../../src/model/target';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { functionGroup, group, GROUP_ARN, NETWORK } from './samples';

const STATES = ['healthy', 'initial', 'unhealthy', 'unhealthy.draining', 'unused', 'draining', 'unavailable'];
const REASONS = [
  'Elb.RegistrationInProgress',
  'Elb.InitialHealthChecking',
  'Elb.InternalError',
  'Target.ResponseCodeMismatch',
  'Target.Timeout',
  'Target.FailedHealthChecks',
  'Target.NotRegistered',
  'Target.NotInUse',
  'Target.InvalidState',
  'Target.IpUnusable',
  'Target.DeregistrationInProgress',
  'Target.HealthCheckDisabled',
];

/** Noon, wherever the test runs. */
const NOON = new Date(2026, 0, 15, 12, 0, 0).getTime();
const SECONDS = 1000;

const MISMATCH: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
};
const TIMEOUT: TargetHealth = { state: 'unhealthy', reason: 'Target.Timeout' };
const FAILED: TargetHealth = { state: 'unhealthy', reason: 'Target.FailedHealthChecks' };
const NOT_IN_USE: TargetHealth = { state: 'unused', reason: 'Target.NotInUse' };
const STOPPED: TargetHealth = { state: 'unused', reason: 'Target.InvalidState' };

function answering(code: number): TargetHealth {
  return { ...MISMATCH, description: `Health checks failed with these codes: [${code}]` };
}

function causes(health: TargetHealth, facts: HealthFacts = {}, within: TargetGroup = group()) {
  return explainHealth(health, within, facts).causes.map(({ likelihood, what, remedy }) => ({
    likelihood,
    what,
    kind: remedy?.kind,
  }));
}

function first(health: TargetHealth, facts?: HealthFacts, within?: TargetGroup) {
  return causes(health, facts, within)[0];
}

function likelihoodOf(what: RegExp, health: TargetHealth, facts: HealthFacts) {
  return causes(health, facts).find((cause) => what.test(cause.what))?.likelihood;
}

function ofType(targetType: TargetType): TargetGroup {
  if (targetType === 'lambda') return functionGroup();
  return group({ targetType, ...(targetType === 'alb' ? { loadBalancerArns: [NETWORK] } : {}) });
}

describe('the first cause', () => {
  test.each([
    [
      { state: 'initial', reason: 'Elb.RegistrationInProgress' },
      /registration is in progress/,
      'waitUntilHealthy',
    ],
    [{ state: 'initial', reason: 'Elb.InitialHealthChecking' }, /checks are under way/, 'waitUntilHealthy'],
    [answering(404), /path of the health check is wrong/, 'editHealthCheck'],
    [answering(403), /asks for a sign-in/, 'editHealthCheck'],
    [answering(302), /redirects/, 'editHealthCheck'],
    [answering(400), /another Host header/, 'editHealthCheck'],
    [answering(503), /application fails/, 'waitUntilHealthy'],
    [TIMEOUT, /security group does not let the load balancer in/, 'checkSecurityGroups'],
    [FAILED, /Nothing listens there/, 'waitUntilHealthy'],
    [{ state: 'unhealthy', reason: 'Elb.InternalError' }, /passing fault/, 'refresh'],
    [{ state: 'unavailable', reason: 'Elb.InternalError' }, /passing fault/, 'refresh'],
    [{ state: 'unused', reason: 'Target.NotRegistered' }, /registered just now/, 'refresh'],
    [NOT_IN_USE, /Availability Zone is not enabled/, 'showRouting'],
    [STOPPED, /instance is stopped/, 'waitUntilHealthy'],
    [{ state: 'unused', reason: 'Target.IpUnusable' }, /that of a load balancer/, 'deregister'],
    [
      { state: 'draining', reason: 'Target.DeregistrationInProgress' },
      /was deregistered/,
      'waitUntilDrained',
    ],
    [
      { state: 'unavailable', reason: 'Target.HealthCheckDisabled' },
      /check of the group is off/,
      'editHealthCheck',
    ],
  ] as const)('of %j', (health, what, kind) => {
    const cause = first(health);
    expect(cause?.what).toMatch(what);
    expect(cause?.kind).toBe(kind);
  });

  it('of a reason that is not known is the new reason, and nothing is claimed to be likely', () => {
    const all = causes({ state: 'unhealthy', reason: 'Target.Sunspots' });
    expect(all[0]).toMatchObject({ likelihood: 'found', what: 'The API has a new reason.' });
    expect(all.length).toBeGreaterThan(2);
    expect(all.slice(1).map(({ likelihood }) => likelihood)).not.toContain('likely');
    expect(explainHealth({ state: 'unhealthy', reason: 'Target.Sunspots' }, group()).meaning).toContain(
      '“Target.Sunspots”, which this version does not know',
    );
  });

  it('is the application’s page in the console where there is one', () => {
    expect(first(MISMATCH, { hasConsole: true })?.kind).toBe('openTarget');
  });
});

test('every state with every reason and target type has a meaning and, unless healthy, a cause with a step', () => {
  const facts = fc.record(
    {
      now: fc.constant(NOON),
      hasConsole: fc.boolean(),
      others: fc
        .tuple(fc.nat(20), fc.nat(20), fc.nat(20))
        .map(([healthy, alike, rest]) => ({ healthy, alike, total: healthy + alike + rest })),
      since: fc.record({ atLatest: fc.integer({ min: 0, max: NOON }), gaps: fc.constant([]) }),
      instance: fc.record({ state: fc.constantFrom('pending', 'running', 'stopped', 'terminated') }),
      zone: fc.constant({ target: 'us-east-1c', enabled: ['us-east-1a'] }),
      drainedBy: fc.integer({ min: 0, max: 2 * NOON }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...STATES, 'flaky'),
      fc.constantFrom(undefined, 'Target.Sunspots', ...REASONS),
      fc.constantFrom<TargetType>('instance', 'ip', 'alb', 'lambda'),
      facts,
      (state, reason, targetType, known) => {
        const health = { state, ...(reason === undefined ? {} : { reason }) };
        const { meaning, causes: found } = explainHealth(health, ofType(targetType), known);
        expect(meaning).toMatch(/\.$/);
        const order = found.map(({ likelihood }) =>
          ['found', 'likely', 'possible', 'unlikely'].indexOf(likelihood),
        );
        expect(order).toEqual([...order].sort());
        for (const { what, step, why = '.' } of found)
          for (const sentence of [what, step, why]) expect(sentence).toMatch(/^[^]*\.$/);
        const isWell = state === 'healthy' && (reason === undefined || !REASONS.includes(reason));
        if (isWell) expect(found).toEqual([]);
        else
          expect(
            found.some(({ remedy, step }) => remedy !== undefined || step.startsWith('Wait')),
            'a remedy, or an honest wait',
          ).toBe(true);
        expect(JSON.stringify(found)).not.toMatch(/undefined|NaN/);
      },
    ),
  );
});

describe('the other targets of the group', () => {
  const ALL_ALIKE = { others: { total: 3, healthy: 0, alike: 3 } };
  const REST_HEALTHY = { others: { total: 3, healthy: 3, alike: 0 } };

  it('that fail the same way point to what they share', () => {
    expect(likelihoodOf(/path of the health check is wrong/, answering(404), ALL_ALIKE)).toBe('likely');
    expect(likelihoodOf(/Nothing listens/, FAILED, ALL_ALIKE)).toBe('possible');
    expect(explainHealth(FAILED, group(), ALL_ALIKE).evidence).toContain(
      'All 3 other targets of the group fail the same way: look for what they share.',
    );
  });

  it('that pass the same check point to the target', () => {
    expect(likelihoodOf(/path of the health check is wrong/, answering(404), REST_HEALTHY)).toBe('unlikely');
    expect(first(answering(404), REST_HEALTHY)?.what).toMatch(/another version of the application/);
    expect(explainHealth(FAILED, group(), REST_HEALTHY).evidence).toContain(
      'All 3 other targets of the group are healthy by the same check: look at this target first.',
    );
  });

  it('that are not there, or tell nothing, change nothing', () => {
    const alone = { others: { total: 0, healthy: 0, alike: 0 } };
    expect(causes(answering(404), alone)).toEqual(causes(answering(404)));
    expect(explainHealth(FAILED, group(), alone).evidence).toEqual([]);
  });
});

describe('the check of security groups', () => {
  const words = 'The check found: something.';

  it('that found them closed is the cause', () => {
    const closed: HealthFacts = { security: { verdict: 'notLetIn', words } };
    expect(first(FAILED, closed)).toMatchObject({ likelihood: 'found', kind: 'checkSecurityGroups' });
  });

  it('that found them open makes them the last thing to look at', () => {
    const open: HealthFacts = { security: { verdict: 'letIn', words } };
    expect(causes(TIMEOUT, open).at(-1)).toMatchObject({
      likelihood: 'unlikely',
      kind: 'checkSecurityGroups',
    });
  });

  it('that could not tell leaves it as it was', () => {
    expect(causes(TIMEOUT, { security: { verdict: 'unclear', words } })).toEqual(causes(TIMEOUT));
  });
});

describe('a target that is new', () => {
  const facts: HealthFacts = { now: NOON, arrival: { startedAt: NOON - 20 * SECONDS } };

  it('may still be starting: wait', () => {
    expect(first(MISMATCH, facts)).toMatchObject({
      what: 'The application is not ready yet, or fails.',
      kind: 'waitUntilHealthy',
    });
    expect(explainHealth(MISMATCH, group(), facts).evidence).toContain(
      'It was registered from here at 11:59:40.',
    );
    expect(first(FAILED, { now: NOON, instance: { launchedAt: NOON - 90 * SECONDS } })?.kind).toBe(
      'waitUntilHealthy',
    );
  });

  it('is new for ten minutes', () => {
    const old = { now: NOON, instance: { launchedAt: NOON - 601 * SECONDS } };
    expect(causes(FAILED, old)).toEqual(causes(FAILED));
  });

  it('whose first checks take longer than they need to is not answering', () => {
    const initial = { state: 'initial', reason: 'Elb.InitialHealthChecking' };
    // Four checks every 17 seconds, and one more.
    const after = (seconds: number) =>
      first(initial, { now: NOON, since: { atLatest: NOON - seconds * SECONDS, gaps: [] } })?.what;
    expect(after(85)).toMatch(/under way/);
    expect(after(86)).toMatch(/does not pass the checks/);
  });
});

describe('ports', () => {
  it('of traffic and of the check that differ are a cause', () => {
    const facts: HealthFacts = { target: { id: '10.0.1.5', port: 9001 } };
    const { causes: found, evidence } = explainHealth(FAILED, group(), facts);
    expect(found[0]).toMatchObject({
      what: 'The target is checked on a port on which it does not answer.',
      why: 'It takes traffic on port 9001 and is checked on port 8081.',
    });
    expect(evidence).toContain('It takes traffic on port 9001 and is checked on port 8081.');
  });

  it('are the target’s own where the check follows the traffic', () => {
    const within = group({ healthCheck: { enabled: true, port: 'traffic-port' } });
    const facts: HealthFacts = { target: { id: '10.0.1.5', port: 9001 } };
    expect(explainHealth(FAILED, within, facts).nextSteps[0]).toContain('listens on port 9001');
  });
});

describe('an instance', () => {
  const facts = (state: string): HealthFacts => ({ target: { id: 'i-0abc', port: 80 }, instance: { state } });

  it('that is stopped is to be started, by the CLI too', () => {
    const [cause] = explainHealth(STOPPED, group(), facts('stopped')).causes;
    expect(cause).toMatchObject({
      likelihood: 'found',
      what: 'The instance is stopped.',
      cli: { operation: 'ec2 start-instances', options: [['--instance-ids', 'i-0abc']] },
    });
  });

  it('that is terminated is only to be deregistered', () => {
    expect(causes(STOPPED, facts('terminated'))).toEqual([
      {
        likelihood: 'found',
        what: 'The instance is terminated: it does not come back.',
        kind: 'deregister',
      },
    ]);
  });

  it('that runs again is to be waited for', () => {
    expect(first(STOPPED, facts('running'))?.kind).toBe('waitUntilHealthy');
  });
});

describe('a target that is not in use', () => {
  const byZone = {
    ...NOT_IN_USE,
    description: 'Target is in an Availability Zone that is not enabled for the load balancer',
  };
  const byGroup = {
    ...NOT_IN_USE,
    description: 'Target group is not configured to receive traffic from the load balancer',
  };

  it('names the zone and those that are enabled', () => {
    const [cause] = explainHealth(NOT_IN_USE, group(), {
      zone: { target: 'us-east-1c', enabled: ['us-east-1a', 'us-east-1b'] },
    }).causes;
    expect(cause).toMatchObject({
      likelihood: 'found',
      what: 'us-east-1c, where the target is, is not enabled for the load balancer.',
      why: 'Enabled are us-east-1a, us-east-1b.',
      step: 'Add a subnet of us-east-1c to the load balancer.',
    });
  });

  it('is judged by the API’s own words where the zones are not known', () => {
    expect(first(byZone)?.what).toMatch(/Availability Zone/);
    expect(first(byGroup)?.what).toMatch(/No listener and no rule/);
  });

  it('is judged by the zones before the words', () => {
    const zone = { target: 'us-east-1a', enabled: ['us-east-1a'] };
    expect(first(NOT_IN_USE, { zone })?.what).toMatch(/No listener and no rule/);
  });

  it('of a group without a load balancer is only without a listener', () => {
    expect(causes(NOT_IN_USE, {}, group({ loadBalancerArns: [] }))).toEqual([
      { likelihood: 'found', what: 'No listener and no rule forwards to checkout-web.', kind: 'showRouting' },
    ]);
  });
});

describe('codes that no health check can expect', () => {
  const expects = 'expects the wrong codes';

  it('are not offered to be expected: an Application Load Balancer takes up to 499', () => {
    expect(causes(answering(503)).some(({ what }) => what.includes(expects))).toBe(false);
    expect(causes(answering(418)).some(({ what }) => what.includes(expects))).toBe(true);
  });

  it('can be expected with a Network Load Balancer, and hardly are what is meant', () => {
    const within = group({ loadBalancerArns: [NETWORK] });
    expect(causes(answering(503), {}, within).find(({ what }) => what.includes(expects))?.likelihood).toBe(
      'unlikely',
    );
  });
});

describe('gRPC', () => {
  const within = group({ healthCheck: { enabled: true, matcher: '0', path: '/shop.Health/Check' } });

  it('12 is a method that is not there', () => {
    expect(first(answering(12), {}, within)?.what).toContain('nothing at /shop.Health/Check');
  });

  it('14 is an application that fails', () => {
    expect(first(answering(14), {}, within)?.what).toMatch(/application fails/);
  });
});

describe('a drain', () => {
  const health = { state: 'draining', reason: 'Target.DeregistrationInProgress' };

  it('says by when it is over at the latest', () => {
    const [cause] = explainHealth(health, group(), { now: NOON, drainedBy: NOON + 90 * SECONDS }).causes;
    expect(cause?.why).toBe('It has drained at 12:01:30 at the latest.');
  });

  it('says that the API lags when the delay is over', () => {
    const [cause] = explainHealth(health, group(), { now: NOON, drainedBy: NOON - SECONDS }).causes;
    expect(cause?.why).toBe('Its delay was over at 11:59:59; the API still lists it.');
  });
});

describe('since when', () => {
  const target = { id: '10.0.1.5', port: 80 };
  const history = (bands: readonly HealthBand[], gaps: GroupHistory['gaps'] = []): GroupHistory => ({
    connectionId: 'emulator',
    groupArn: GROUP_ARN,
    groupName: 'checkout-web',
    targets: [{ target, bands }],
    marks: [],
    gaps,
    from: 0,
    to: NOON,
  });
  const band = (from: number, to: number, health?: TargetHealth): HealthBand => ({
    from: NOON + from * SECONDS,
    to: NOON + to * SECONDS,
    ...(health === undefined ? {} : { health }),
  });
  const words = (bands: readonly HealthBand[], now = NOON + 100 * SECONDS) => {
    const since = sinceOf(history(bands), target, MISMATCH);
    return since && sinceInWords(since, now);
  };

  it('lies between the last read that showed it otherwise and the first that showed it so', () => {
    expect(words([band(0, 10, { state: 'healthy' }), band(20, 90, MISMATCH)])).toBe(
      'since a moment between 12:00:10 and 12:00:20',
    );
  });

  it('is at the latest the first read of all', () => {
    expect(words([band(20, 90, MISMATCH)])).toBe('since 12:00:20 at the latest');
  });

  it('goes on when only the code changes', () => {
    expect(words([band(0, 10, answering(500)), band(20, 90, MISMATCH)])).toBe('since 12:00:00 at the latest');
  });

  it('has its date when it is not today', () => {
    expect(words([band(20, 90, MISMATCH)], NOON + 86_400 * SECONDS)).toBe(
      'since 2026-01-15 12:00:20 at the latest',
    );
  });

  it('is not known where the history does not show the state, or is not there', () => {
    expect(words([band(20, 90, TIMEOUT)])).toBeUndefined();
    expect(sinceOf(undefined, target, MISMATCH)).toBeUndefined();
    expect(sinceOf(history([]), { id: 'another' }, MISMATCH)).toBeUndefined();
  });

  it('says when nobody looked', () => {
    const gaps = [{ from: NOON + 30 * SECONDS, to: NOON + 60 * SECONDS }];
    const since = sinceOf(history([band(20, 90, MISMATCH)], gaps), target, MISMATCH);
    const facts = { now: NOON + 100 * SECONDS, ...(since === undefined ? {} : { since }) };
    expect(explainHealth(MISMATCH, group(), facts).since).toEqual([
      'It is so since 12:00:20 at the latest.',
      'Nobody looked between 12:00:30 and 12:01:00.',
    ]);
    expect(failuresInWords(group(), facts)).toEqual([]);
  });

  it('tells how many checks failed only where it was seen healthy before', () => {
    const said = (before?: TargetHealth) =>
      failuresInWords(group(), {
        now: NOON + 51 * SECONDS,
        since: { atLatest: NOON, gaps: [], ...(before === undefined ? {} : { before }) },
      });
    const time =
      'In the 51 seconds since, time for 3 checks by each node of the load balancer, no read has shown it healthy.';
    expect(said({ state: 'healthy' })).toEqual(['It was healthy: 3 of 3 checks in a row failed.', time]);
    expect(said({ state: 'initial' })).toEqual([time]);
    expect(said()).toEqual([time]);
  });
});
