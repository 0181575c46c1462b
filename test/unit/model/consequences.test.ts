// When a deregistration is worth a question, and what is said.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { consequencesOfDeregister, waitToReturn } from '../../../src/model/consequences';
import type { RegisteredTarget, TargetIdentity } from '../../../src/model/target';
import { FUNCTION_ARN, functionGroup, GATEWAY, group, NETWORK, registered } from './samples';

const WEB = group({ targetType: 'instance' });
const NOBODY: ReadonlyMap<string, string> = new Map();

/** One target for each state, `i-0` and on, on port 80. */
function inStates(...states: string[]): RegisteredTarget[] {
  return states.map((state, index) => registered(`i-${index}`, state, { port: 80 }));
}

function ofLeaving(leaving: number, states: string[], within = WEB): string[] {
  const targets = inStates(...states);
  return consequencesOfDeregister(within, targets.slice(0, leaving), targets, NOBODY);
}

test.each<[number, string[]]>([
  [0, []],
  [0, ['healthy']],
  [1, ['healthy', 'healthy']],
  [2, ['healthy', 'unhealthy', 'healthy']],
  [1, ['unhealthy', 'healthy']],
  // Traffic goes to the other unhealthy one as before.
  [1, ['unhealthy', 'unhealthy']],
  // It got none anyway.
  [1, ['initial']],
  [1, ['unused']],
  // Has left already.
  [1, ['draining']],
  [1, ['draining', 'healthy']],
])('nothing to say for the first %d of %j', (leaving, states) => {
  expect(ofLeaving(leaving, states)).toEqual([]);
});

test.each<[number, string[], string]>([
  [1, ['healthy'], 'checkout-web has 1 healthy target; after this, none is left and requests fail with 503.'],
  [
    2,
    ['healthy', 'healthy'],
    'checkout-web has 2 healthy targets; after this, none is left and requests fail with 503.',
  ],
  // The one that drains is no help.
  [
    1,
    ['healthy', 'draining'],
    'checkout-web has 1 healthy target; after this, none is left and requests fail with 503.',
  ],
  [
    1,
    ['healthy', 'unhealthy'],
    'checkout-web has 1 healthy target; after this, none is left, and the load balancer sends the traffic to the 1 unhealthy target that stays.',
  ],
  [
    1,
    ['healthy', 'unhealthy', 'unhealthy.draining'],
    'checkout-web has 1 healthy target; after this, none is left, and the load balancer sends the traffic to all 2 unhealthy targets that stay.',
  ],
  [
    1,
    ['healthy', 'initial'],
    'checkout-web has 1 healthy target; after this, none is left and requests fail with 503 until the other target is healthy.',
  ],
  [
    1,
    ['healthy', 'initial', 'unhealthy'],
    'checkout-web has 1 healthy target; after this, none is left and requests fail with 503 or reach unhealthy targets until one of the 2 other targets is healthy.',
  ],
  [
    2,
    ['unhealthy', 'unhealthy'],
    'checkout-web has no healthy target, so 2 unhealthy ones get its traffic; after this, none is left and requests fail with 503.',
  ],
  [
    1,
    ['unhealthy', 'unused'],
    'checkout-web has no healthy target, so 1 unhealthy one gets its traffic; after this, none is left and requests fail with 503 until the other target is healthy.',
  ],
])('the first %d of %j', (leaving, states, sentence) => {
  expect(ofLeaving(leaving, states)).toEqual([sentence]);
});

describe('what fails', () => {
  test.each([
    [NETWORK, 'new connections fail'],
    [GATEWAY, 'new flows fail'],
  ])('by the kind of load balancer: %s', (arn, failure) => {
    const [said] = ofLeaving(1, ['healthy'], { ...WEB, loadBalancerArns: [arn] });
    expect(said).toContain(`none is left and ${failure}.`);
  });

  it('is nothing where no load balancer uses the group', () => {
    expect(ofLeaving(1, ['healthy'], { ...WEB, loadBalancerArns: [] })).toEqual([]);
  });

  it('a target whose health nobody checks serves too', () => {
    const unchecked = (id: string) =>
      registered(id, 'unavailable', { port: 80, reason: 'Target.HealthCheckDisabled' });
    const [a, b] = [unchecked('i-a'), unchecked('i-b')];
    expect(consequencesOfDeregister(WEB, [a], [a, b], NOBODY)).toEqual([]);
    expect(consequencesOfDeregister(WEB, [a, b], [a, b], NOBODY)).toEqual([
      'checkout-web has 2 targets; after this, none is left and requests fail with 503.',
    ]);
  });
});

describe('with new targets', () => {
  const leave = (states: string[], arriving: number, attributes?: ReadonlyMap<string, string>) => {
    const targets = inStates(...states);
    return consequencesOfDeregister(WEB, targets.slice(0, 1), targets, NOBODY, new Map(), {
      arriving,
      ...(attributes === undefined ? {} : { attributes }),
    });
  };

  it.each([
    [['healthy'], 1, 'requests fail with 503 until the new target is healthy.'],
    [['healthy'], 2, 'requests fail with 503 until one of the 2 new targets is healthy.'],
    [['healthy', 'initial'], 2, 'requests fail with 503 until one of the 3 other targets is healthy.'],
  ])('%j and %d new ones: service is lost until one is healthy', (states, arriving, ending) => {
    expect(leave(states, arriving)).toEqual([
      `checkout-web has 1 healthy target; after this, none is left and ${ending}`,
    ]);
  });

  it('counts them among the targets that a minimum percentage is of', () => {
    const half = new Map([
      ['target_group_health.dns_failover.minimum_healthy_targets.percentage', '50'],
      ['target_group_health.dns_failover.minimum_healthy_targets.count', 'off'],
    ]);
    expect(leave(['healthy', 'healthy', 'healthy', 'unhealthy'], 0, half)).toEqual([]);
    expect(leave(['healthy', 'healthy', 'healthy', 'unhealthy'], 2, half)).toEqual([
      'checkout-web goes to 2 healthy of 5 targets, below its minimum of 50% (target_group_health.dns_failover): the load balancer is marked unhealthy in DNS, and traffic goes to healthy zones only, if there are any.',
    ]);
  });
});

it('a Network Load Balancer goes on sending new connections for a while', () => {
  const within = { ...WEB, loadBalancerArns: [NETWORK] };
  expect(ofLeaving(1, ['healthy', 'healthy'], within)).toEqual([
    'A Network Load Balancer may send new connections to i-0:80 for up to about two minutes after the deregistration: keep it running that long.',
  ]);
});

describe('which target is meant', () => {
  const last = registered('i-0', 'healthy', { port: 80 });

  test.each<[TargetIdentity, boolean]>([
    [{ id: 'i-0', port: 80 }, true],
    [{ id: 'i-0' }, true],
    [{ id: 'i-0', port: 81 }, false],
    [{ id: 'i-1', port: 80 }, false],
  ])('%j is the last one: %s', (named, meant) => {
    expect(consequencesOfDeregister(WEB, [named], [last], NOBODY)).toHaveLength(meant ? 1 : 0);
  });

  it('one instance on two ports is two targets', () => {
    const both = [last, registered('i-0', 'healthy', { port: 81 })];
    expect(consequencesOfDeregister(WEB, [last], both, NOBODY)).toEqual([]);
    expect(consequencesOfDeregister(WEB, both, both, NOBODY)[0]).toContain('2 healthy targets');
  });

  it('the zone counts where it is named', () => {
    const all = registered('10.1.0.1', 'healthy', { port: 80, availabilityZone: 'all' });
    const named = (availabilityZone: string) => [{ id: '10.1.0.1', port: 80, availabilityZone }];
    expect(consequencesOfDeregister(group(), named('all'), [all], NOBODY)).toHaveLength(1);
    expect(consequencesOfDeregister(group(), named('us-east-1a'), [all], NOBODY)).toEqual([]);
    expect(consequencesOfDeregister(group(), [{ id: '10.1.0.1' }], [all], NOBODY)).toHaveLength(1);
  });
});

describe('a function', () => {
  const live = registered(`${FUNCTION_ARN}:live`, 'unavailable', { reason: 'Target.HealthCheckDisabled' });

  it('does not drain, and is better replaced with a new group', () => {
    expect(consequencesOfDeregister(functionGroup(), [live], [live], NOBODY)).toEqual([
      'orders-fn has 1 target; after this, none is left and requests fail with 503.',
      "A function does not drain: requests that orders:live works on fail with HTTP 5XX. To replace the function, it is better to create a new target group and point the listener's rule at it.",
    ]);
  });

  it('that nobody calls may go', () => {
    expect(consequencesOfDeregister(functionGroup({ loadBalancerArns: [] }), [live], [live], NOBODY)).toEqual(
      [],
    );
  });
});

describe('an Auto Scaling group', () => {
  const owners = new Map([
    ['i-0', 'web-asg'],
    ['i-1', 'web-asg'],
    ['i-2', 'other-asg'],
    ['i-3', 'web-asg'],
    ['i-4', 'web-asg'],
    ['i-5', 'web-asg'],
    ['i-9', 'web-asg'],
  ]);
  const targets = inStates(...Array<string>(9).fill('healthy'));
  const said = (...leaving: number[]) =>
    consequencesOfDeregister(
      WEB,
      leaving.map((index) => targets[index]!),
      targets,
      owners,
    );

  it('calls an instance by its name where it has one', () => {
    const [consequence] = consequencesOfDeregister(
      WEB,
      [targets[0]!, targets[1]!],
      targets,
      owners,
      new Map([['i-1', 'web-1']]),
    );
    expect(consequence).toMatch(/^i-0 and web-1 belong to the Auto Scaling group web-asg/);
  });

  it('keeps its instance, and may replace it', () => {
    expect(said(0)).toEqual([
      'i-0 belongs to the Auto Scaling group web-asg, which keeps it: deregistering does not detach it. If the group uses Elastic Load Balancing health checks, it may take it for unhealthy and replace it; standby in the Auto Scaling group avoids that.',
    ]);
  });

  it('is named once for each, with its instances', () => {
    expect(said(0, 1, 2)).toEqual([
      expect.stringMatching(/^i-0 and i-1 belong to the Auto Scaling group web-asg, which keeps them/),
      expect.stringMatching(/^i-2 belongs to the Auto Scaling group other-asg/),
    ]);
    expect(said(0, 1, 3, 4, 5).at(-1)).toMatch(/^i-0, i-1, i-3 and 2 more belong/);
  });

  it('does not own the others, nor what drains already, nor the same instance twice', () => {
    expect(said(6, 7)).toEqual([]);
    const twice = [
      registered('i-0', 'healthy', { port: 80 }),
      registered('i-0', 'healthy', { port: 81 }),
      ...targets.slice(6),
    ];
    expect(consequencesOfDeregister(WEB, twice.slice(0, 2), twice, owners)[0]).toMatch(/^i-0 belongs/);
    const draining = registered('i-0', 'draining', { port: 80 });
    expect(consequencesOfDeregister(WEB, [draining], [draining], owners)).toEqual([]);
  });
});

describe('an address', () => {
  const going = [{ id: '10.0.1.5', port: 80 }];

  it('has to wait for the delay before it can come back', () => {
    expect(waitToReturn({ targetType: 'ip' }, going, 300_000)).toBe(
      '10.0.1.5:80 can be registered again only when the deregistration delay is over, 5 minutes from now.',
    );
    expect(waitToReturn({ targetType: 'ip' }, going, undefined)).toContain(
      'when the deregistration delay is over.',
    );
  });

  it('has nothing to wait for without a delay, and no other type of target has', () => {
    expect(waitToReturn({ targetType: 'ip' }, going, 0)).toBeUndefined();
    expect(waitToReturn({ targetType: 'instance' }, going, 300_000)).toBeUndefined();
  });
});

test('most of the healthy targets at once is told in figures, one of two is not', () => {
  const [a, b, c] = inStates('healthy', 'healthy', 'healthy');
  expect(consequencesOfDeregister(WEB, [a!, b!], [a!, b!, c!], NOBODY)).toEqual([
    `${WEB.name} goes from 3 healthy targets to 1.`,
  ]);
  expect(consequencesOfDeregister(WEB, [a!], [a!, b!], NOBODY)).toEqual([]);
});

test('whatever leaves while as many healthy targets of no Auto Scaling group stay is no question', () => {
  const state = fc.constantFrom('healthy', 'unhealthy', 'initial', 'draining', 'unused', 'unavailable', 'x');
  fc.assert(
    fc.property(fc.array(state, { maxLength: 10 }), (states) => {
      const targets = inStates(...states);
      const staying = registered('i-stays', 'healthy', { port: 80 });
      const healthy = states.filter((one) => one === 'healthy').length;
      const withIt = consequencesOfDeregister(WEB, targets, [...targets, staying], NOBODY);
      expect(withIt).toHaveLength(healthy > 1 ? 1 : 0);
      const withoutIt = consequencesOfDeregister(WEB, targets, targets, NOBODY);
      expect(withoutIt.length).toBe(states.some((one) => /^(un)?healthy$/.test(one)) ? 1 : 0);
    }),
  );
});
