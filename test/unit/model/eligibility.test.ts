// What may be registered, rule by rule.
import { describe, expect, it, test } from 'vitest';
import { checkFunctionGroup, checkInstance, checkPort, checkQuota } from '../../../src/model/eligibility';
import type { Instance } from '../../../src/model/network';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { FUNCTION_ARN, functionGroup, group, instance, registered } from './samples';

describe('an instance', () => {
  const group1 = group({ targetType: 'instance' });

  it('that runs in the VPC of the group is taken', () => {
    expect(checkInstance(instance(), group1)).toBeUndefined();
  });

  test.each<[Partial<Instance>, string, RegExp]>([
    [
      { state: 'pending' },
      'instance-not-running',
      /i-0abc is pending.*must be running.*Wait until it has started/,
    ],
    [{ state: 'stopped', name: 'web 1' }, 'instance-not-running', /i-0abc \(web 1\) is stopped.*Start it/],
    [{ state: 'stopping' }, 'instance-not-running', /then start it/],
    [{ state: 'shutting-down' }, 'instance-not-running', /choose another/],
    [{ state: 'terminated', vpcId: undefined as never }, 'instance-not-running', /choose another/],
    [
      { vpcId: 'vpc-2' },
      'instance-in-other-vpc',
      /i-0abc is in vpc-2.*checkout-web takes instances of vpc-1/,
    ],
    [{ vpcId: undefined as never }, 'instance-in-other-vpc', /no VPC/],
  ])('with %j is refused: %s', (changes, rule, message) => {
    const refusal = checkInstance(instance(changes), group1);
    expect(refusal?.rule).toBe(rule);
    expect(refusal?.message).toMatch(message);
  });

  test.each<[Partial<Instance>, string]>([
    [{ state: 'stopped', name: 'web 1' }, 'Stopped. Start it first.'],
    [{ state: 'pending' }, 'Pending. Wait until it has started.'],
    [{ vpcId: 'vpc-2' }, 'In another VPC. Choose an instance of vpc-1.'],
  ])('with %j is refused in a list as %s', (changes, brief) => {
    expect(checkInstance(instance(changes), group1)?.brief).toBe(brief);
  });

  test.each([
    [group(), 'IP addresses'],
    [functionGroup(), 'a Lambda function'],
    [group({ targetType: 'alb' }), 'a load balancer'],
  ])('is refused by a group of another type', (other: TargetGroup, takes) => {
    expect(checkInstance(instance(), other)).toMatchObject({
      rule: 'target-type',
      message: expect.stringContaining(`takes ${takes}`) as string,
    });
  });
});

describe('a port', () => {
  test.each([1, 80, 65535])('%d is taken', (port) => {
    expect(checkPort(port)).toBeUndefined();
  });

  test.each([0, -1, 65536, 80.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (port) => {
    expect(checkPort(port)?.rule).toBe('port-out-of-range');
    expect(checkPort(port)?.message).toContain(`${port} is not a port`);
  });
});

describe('a function group', () => {
  it('without a function takes one', () => {
    expect(checkFunctionGroup([])).toBeUndefined();
  });

  it('with a function says which, and what is better', () => {
    const refusal = checkFunctionGroup([registered(`${FUNCTION_ARN}:live`, 'unavailable')]);
    expect(refusal?.rule).toBe('one-function');
    expect(refusal?.message).toMatch(
      /The function orders:live is registered.*new target group.*deregister orders:live/,
    );
  });
});

describe('the quota', () => {
  test.each([
    [0, 1000, undefined],
    [999, 1, undefined],
    [1000, 0, undefined],
    [1200, 0, undefined],
    [5, 5, 10],
  ])('%d and %d more are taken (limit %s)', (present, adding, limit) => {
    expect(checkQuota(present, adding, limit)).toBeUndefined();
  });

  test.each([
    [1000, 1, undefined, /1,000 registered and 1 to add make 1,001 targets.*takes 1,000\. Deregister some/],
    [990, 11, undefined, /Add at most 10, or deregister/],
    [10, 1, 10, /takes 10\. Deregister/],
    [2990, 20, 3000, /3,010.*takes 3,000.*at most 10/],
  ])('%d and %d more are refused (limit %s)', (present, adding, limit, message) => {
    const refusal = checkQuota(present, adding, limit);
    expect(refusal?.rule).toBe('quota');
    expect(refusal?.message).toMatch(message);
  });
});
