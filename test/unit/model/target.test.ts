// Identity and labels of targets and groups.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  identityOf,
  nameInArn,
  targetKey,
  targetLabel,
  type TargetIdentity,
} from '../../../src/model/target';
import { loadBalancerKind, protocolAndPort } from '../../../src/model/targetGroup';
import { APPLICATION, FUNCTION_ARN, GATEWAY, GROUP_ARN, NETWORK, registered } from './samples';

const IDENTITY: fc.Arbitrary<TargetIdentity> = fc.record(
  {
    id: fc.constantFrom('i-0', 'i-01', '10.0.0.1', 'fd00::1', 'fd00::1:8', FUNCTION_ARN),
    port: fc.constantFrom(1, 8, 80, 8080),
    availabilityZone: fc.constantFrom('all', 'us-east-1a'),
  },
  { requiredKeys: ['id'] },
);

describe('the key', () => {
  it('is equal exactly for equal identities', () => {
    fc.assert(
      fc.property(IDENTITY, IDENTITY, (a, b) => {
        const same = a.id === b.id && a.port === b.port && a.availabilityZone === b.availabilityZone;
        expect(targetKey(a) === targetKey(b)).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on health', () => {
    const target = registered('i-0', 'healthy', { port: 80, availabilityZone: 'all' });
    expect(targetKey(target)).toBe(targetKey(identityOf(target)));
  });
});

test('the identity is what a request may contain, and no key is there without a value', () => {
  expect(identityOf(registered('i-0', 'healthy', { port: 80, reason: 'x' }))).toStrictEqual({
    id: 'i-0',
    port: 80,
  });
  expect(identityOf(registered('i-0', 'healthy'))).toStrictEqual({ id: 'i-0' });
  expect(identityOf(registered('10.1.0.1', 'healthy', { availabilityZone: 'all' }))).toStrictEqual({
    id: '10.1.0.1',
    availabilityZone: 'all',
  });
});

test.each<[TargetIdentity, string]>([
  [{ id: 'i-0abc', port: 8080 }, 'i-0abc:8080'],
  [{ id: 'i-0abc' }, 'i-0abc'],
  [{ id: '10.0.1.5', port: 80, availabilityZone: 'all' }, '10.0.1.5:80'],
  [{ id: 'fd00::1', port: 80 }, '[fd00::1]:80'],
  [{ id: 'fd00::1' }, 'fd00::1'],
  [{ id: FUNCTION_ARN }, 'orders'],
  [{ id: `${FUNCTION_ARN}:live` }, 'orders:live'],
  [{ id: APPLICATION, port: 443 }, 'shop:443'],
])('%j is labelled %s', (target, label) => {
  expect(targetLabel(target)).toBe(label);
});

test.each([
  [APPLICATION, 'shop'],
  [GROUP_ARN, 'checkout-web'],
  [`${FUNCTION_ARN}:3`, 'orders:3'],
  ['arn:aws:x:y:z:thing', 'arn:aws:x:y:z:thing'],
  ['', ''],
])('the name in %s is %s', (arn, name) => {
  expect(nameInArn(arn)).toBe(name);
});

test.each([
  [APPLICATION, 'application'],
  [NETWORK, 'network'],
  [GATEWAY, 'gateway'],
  ['arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/classic', undefined],
  ['arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/new/x/1', undefined],
  ['', undefined],
])('the kind of %s is %s', (arn, kind) => {
  expect(loadBalancerKind(arn)).toBe(kind);
});

test.each([
  [{ protocol: 'HTTP', port: 80 }, 'HTTP:80'],
  [{}, undefined],
])('%j is said as %s', (group, said) => {
  expect(protocolAndPort(group)).toBe(said);
});
