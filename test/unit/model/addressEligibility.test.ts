// Which addresses may be registered with a group, and why not.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type AddressCheckContext, checkAddress } from '../../../src/model/addressEligibility';
import { checkPort } from '../../../src/model/eligibility';
import type { TargetIdentity } from '../../../src/model/target';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { functionGroup, group, NETWORK_OF_GROUP, registered } from './samples';

const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);

function context(changes: Partial<AddressCheckContext> = {}): AddressCheckContext {
  return { group: group(), network: NETWORK_OF_GROUP, registered: [], drainingUntil: new Map(), ...changes };
}

const IPV6 = context({ group: group({ ipAddressType: 'ipv6' }) });

function refusalOf(target: TargetIdentity, within = context()) {
  const result = checkAddress(target, within, NOW);
  if ('target' in result) throw new Error(`taken: ${JSON.stringify(result)}`);
  return result.refusal;
}

describe('an address that is taken', () => {
  test.each<[string, TargetIdentity, TargetIdentity]>([
    ['in a subnet, with the port of the group', { id: '10.0.1.5' }, { id: '10.0.1.5', port: 80 }],
    ['in a subnet, with its own port', { id: '10.0.1.5', port: 8080 }, { id: '10.0.1.5', port: 8080 }],
    [
      'in a subnet, whose zone was given',
      { id: '10.0.2.5', availabilityZone: 'us-east-1b' },
      { id: '10.0.2.5', port: 80 },
    ],
    ['in a subnet with public numbers', { id: '198.18.2.9' }, { id: '198.18.2.9', port: 80 }],
    [
      'outside the VPC, for all zones',
      { id: '192.168.0.1', availabilityZone: 'all' },
      { id: '192.168.0.1', port: 80, availabilityZone: 'all' },
    ],
    [
      'outside the VPC, for one zone',
      { id: '100.127.255.255', port: 1, availabilityZone: 'us-east-1c' },
      { id: '100.127.255.255', port: 1, availabilityZone: 'us-east-1c' },
    ],
    ['of a Network Load Balancer', { id: '10.0.1.21' }, { id: '10.0.1.21', port: 80 }],
  ])('%s', (_, given, sent) => {
    expect(checkAddress(given, context(), NOW)).toEqual({ target: sent });
  });

  it('is in one spelling', () => {
    const result = checkAddress({ id: '2600:1F18:00aa:1:0:0:0:9' }, IPV6, NOW);
    expect(result).toEqual({ target: { id: '2600:1f18:aa:1::9', port: 80 } });
  });

  it('within the VPC but in no subnet goes with its zone and a note', () => {
    expect(checkAddress({ id: '10.0.9.9', availabilityZone: 'all' }, context(), NOW)).toEqual({
      target: { id: '10.0.9.9', port: 80, availabilityZone: 'all' },
      note: '10.0.9.9 is within vpc-1 (main), but in none of its subnets: make sure that something answers there.',
    });
  });

  test.each(['fd00::1', '2a05:d018::1'])('of IPv6 outside the VPC, %s, goes with a note', (id) => {
    const result = checkAddress({ id, availabilityZone: 'all' }, IPV6, NOW);
    expect(result).toMatchObject({ target: { id, port: 80, availabilityZone: 'all' } });
    expect('note' in result && result.note).toMatch(/peered.*cannot be checked/);
  });
});

describe('an address that is refused', () => {
  test.each<[string, TargetIdentity, string, RegExp]>([
    ['malformed', { id: '10.0.1' }, 'address-malformed', /“10\.0\.1” is not an IP address/],
    ['with a leading zero', { id: '10.0.01.5' }, 'address-malformed', /not an IP address/],
    ['an instance', { id: 'i-0abc' }, 'address-malformed', /not an IP address/],
    ['with a bad port', { id: '10.0.1.5', port: 70000 }, 'port-out-of-range', /70000/],
    [
      'of IPv6',
      { id: 'fd00::1' },
      'address-family',
      /fd00::1 is an IPv6 address.*takes IPv4 addresses only.*ipv6/,
    ],
    ['public', { id: '8.8.8.8' }, 'address-not-private', /Register the target's private address/],
    [
      'public, with a zone',
      { id: '8.8.8.8', availabilityZone: 'all' },
      'address-not-private',
      /10\.0\.0\.0\/8, 100\.64\.0\.0\/10, 172\.16\.0\.0\/12 or 192\.168\.0\.0\/16/,
    ],
    [
      'reserved at the start of a subnet',
      { id: '10.0.1.3' },
      'address-reserved',
      /10\.0\.1\.3 is reserved by AWS: the first four .* and its last one.*another address of subnet-a \(10\.0\.1\.0\/24/,
    ],
    ['the last of a subnet', { id: '10.0.2.255' }, 'address-reserved', /10\.0\.2\.255 is reserved/],
    [
      'public numbers of the VPC without a subnet',
      { id: '198.18.9.9' },
      'address-not-private',
      /in a subnet of vpc-1/,
    ],
    [
      'of an Application Load Balancer',
      { id: '10.0.1.20' },
      'address-of-load-balancer',
      /10\.0\.1\.20 belongs to the Application Load Balancer other-shop in the same VPC/,
    ],
    [
      'outside the VPC without a zone',
      { id: '10.1.0.1' },
      'zone-missing',
      /10\.1\.0\.1 is outside vpc-1 \(main\).*all or one of us-east-1a, us-east-1b, us-east-1c.*10\.1\.0\.1@all/,
    ],
    ['in no subnet without a zone', { id: '10.0.9.9' }, 'zone-missing', /in no subnet of vpc-1/],
    [
      'with a zone of another Region',
      { id: '10.1.0.1', availabilityZone: 'eu-west-1a' },
      'zone-unknown',
      /eu-west-1a is not.*all or one of us-east-1a, us-east-1b, us-east-1c/,
    ],
    [
      'with another zone than its subnet',
      { id: '10.0.1.5', availabilityZone: 'us-east-1b' },
      'zone-contradicts-subnet',
      /10\.0\.1\.5 is in subnet-a, which is in us-east-1a.*cannot be us-east-1b.*Leave the zone out/,
    ],
    [
      'in a subnet, for all zones',
      { id: '10.0.1.5', availabilityZone: 'all' },
      'zone-contradicts-subnet',
      /cannot be all/,
    ],
  ])('%s', (_, target, rule, message) => {
    const refusal = refusalOf(target);
    expect(refusal.rule).toBe(rule);
    expect(refusal.message).toMatch(message);
  });

  test.each([
    ['9.255.255.255', false],
    ['10.0.0.0', true],
    ['10.255.255.255', true],
    ['11.0.0.0', false],
    ['100.63.255.255', false],
    ['100.64.0.0', true],
    ['100.127.255.255', true],
    ['100.128.0.0', false],
    ['172.15.255.255', false],
    ['172.16.0.0', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['192.167.255.255', false],
    ['192.168.0.0', true],
    ['192.168.255.255', true],
    ['192.169.0.0', false],
    ['169.254.169.254', false],
    ['127.0.0.1', false],
  ])('at the edges of the four blocks: %s, taken: %s', (id, taken) => {
    const result = checkAddress({ id, availabilityZone: 'all' }, context(), NOW);
    expect('target' in result).toBe(taken);
  });

  test.each([
    ['10.0.1.5', 'address-family'],
    ['fe80::1', 'address-not-in-vpc'],
    ['::1', 'address-not-in-vpc'],
    ['::', 'address-not-in-vpc'],
    ['ff02::1', 'address-not-in-vpc'],
    ['::ffff:10.0.1.5', 'address-not-in-vpc'],
    ['fd00::1', 'zone-missing'],
  ])('by a group for IPv6: %s, %s', (id, rule) => {
    expect(refusalOf({ id }, IPV6).rule).toBe(rule);
  });

  it('by a group of another type, and by one without a port', () => {
    expect(refusalOf({ id: '10.0.1.5' }, context({ group: group({ targetType: 'instance' }) })).rule).toBe(
      'target-type',
    );
    const portless: TargetGroup = { ...functionGroup(), targetType: 'ip' };
    expect(refusalOf({ id: '10.0.1.5' }, context({ group: portless })).rule).toBe('port-missing');
  });

  it('by a group that does not tell its address type, which then is IPv4', () => {
    const silent: TargetGroup = { ...functionGroup(), targetType: 'ip', port: 80 };
    expect(refusalOf({ id: 'fd00::1' }, context({ group: silent })).rule).toBe('address-family');
  });

  it('names only all where the zones are not known', () => {
    const network = { ...NETWORK_OF_GROUP, availabilityZones: [] };
    expect(refusalOf({ id: '10.1.0.1' }, context({ network })).message).toContain('Add all, like');
  });
});

describe('an address that is there already', () => {
  const there = (state: string, drainingUntil = new Map<string, number>(), id = '10.0.1.5') =>
    context({ registered: [registered(id, state, { port: 80 })], drainingUntil });

  test.each(['healthy', 'unhealthy', 'initial', 'unused', 'unhealthy.draining'])('%s: refused', (state) => {
    expect(refusalOf({ id: '10.0.1.5' }, there(state))).toEqual({
      rule: 'already-registered',
      message: '10.0.1.5:80 is registered with checkout-web already. Choose another port or another address.',
    });
  });

  it('on another port is taken', () => {
    expect(checkAddress({ id: '10.0.1.5', port: 81 }, there('healthy'), NOW)).toEqual({
      target: { id: '10.0.1.5', port: 81 },
    });
  });

  it('is found by the port of the group and in any spelling', () => {
    const implicit = context({ registered: [registered('10.0.1.5', 'healthy')] });
    expect(refusalOf({ id: '10.0.1.5', port: 80 }, implicit).rule).toBe('already-registered');
    const spelled = { ...IPV6, registered: [registered('2600:1F18:AA:1:0::9', 'healthy', { port: 80 })] };
    expect(refusalOf({ id: '2600:1f18:aa:1::9' }, spelled).rule).toBe('already-registered');
  });

  const accepted = (target: TargetIdentity, within: AddressCheckContext) => {
    const result = checkAddress(target, within, NOW);
    if ('refusal' in result) throw new Error(`refused: ${result.refusal.message}`);
    return result;
  };

  it('draining: taken for when that is over, and says until when, rounded up', () => {
    const until = NOW + 89_100;
    const clock = new Date(until).toTimeString().slice(0, 8);
    expect(accepted({ id: '10.0.1.5' }, there('draining', new Map([['10.0.1.5:80@', until]])))).toEqual({
      target: { id: '10.0.1.5', port: 80 },
      whenDrained: true,
      note: `10.0.1.5:80 drains until ${clock} at the latest (about 1 minute 30 seconds). An address can be registered again only when its deregistration delay is over: it waits for that, and is then registered by itself.`,
    });
  });

  it('draining, of which nobody knows until when', () => {
    expect(accepted({ id: '10.0.1.5' }, there('draining')).note).toMatch(
      /^10\.0\.1\.5:80 still drains\. An address/,
    );
  });

  it('draining for longer than its delay', () => {
    const past = there('draining', new Map([['10.0.1.5:80@', NOW - 1]]));
    expect(accepted({ id: '10.0.1.5' }, past).note).toMatch(/should be over\. An address/);
  });

  it('draining on record, though the read does not show it yet', () => {
    const late = there('healthy', new Map([['10.0.1.5:80@', NOW + 1000]]));
    expect(accepted({ id: '10.0.1.5' }, late).whenDrained).toBe(true);
    const over = there('healthy', new Map([['10.0.1.5:80@', NOW]]));
    expect(refusalOf({ id: '10.0.1.5' }, over).rule).toBe('already-registered');
  });

  it('draining with a zone', () => {
    const zoned = context({
      registered: [registered('10.1.0.1', 'draining', { port: 80, availabilityZone: 'all' })],
      drainingUntil: new Map([['10.1.0.1:80@all', NOW + 5000]]),
    });
    expect(accepted({ id: '10.1.0.1', availabilityZone: 'all' }, zoned).note).toContain('about 5 seconds');
  });

  it('no longer listed: taken, whatever was on record', () => {
    const gone = context({ drainingUntil: new Map([['10.0.1.5:80@', NOW + 1000]]) });
    expect(checkAddress({ id: '10.0.1.5' }, gone, NOW)).toHaveProperty('target');
  });
});

describe('properties of the check of addresses', () => {
  const anyTarget = fc.record(
    {
      id: fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.string(),
        fc.nat(255).map((last) => `10.0.1.${last}`),
      ),
      port: fc.oneof(fc.integer(), fc.double()),
      availabilityZone: fc.oneof(fc.string(), fc.constantFrom('all', 'us-east-1a')),
    },
    { requiredKeys: ['id'] },
  );
  const anyContext = fc.record({
    group: fc.constantFrom(group(), group({ ipAddressType: 'ipv6' }), functionGroup()),
    network: fc.record({
      vpc: fc.record({
        id: fc.string(),
        cidrBlocks: fc.array(fc.oneof(fc.string(), fc.constant('10.0.0.0/16'))),
      }),
      subnets: fc.constantFrom([], NETWORK_OF_GROUP.subnets),
      loadBalancerAddresses: fc.array(
        fc.record({ address: fc.oneof(fc.ipV4(), fc.string()), loadBalancer: fc.string() }),
      ),
      availabilityZones: fc.array(fc.string()),
    }),
    registered: fc.array(anyTarget.map((target) => ({ ...target, health: { state: 'healthy' } }))),
    drainingUntil: fc.constant(new Map()),
  });

  it('answers anything with a whole target or a refusal that says something', () => {
    fc.assert(
      fc.property(anyTarget, anyContext, (target, within) => {
        const result = checkAddress(target, within, NOW);
        if ('refusal' in result) {
          expect(result.refusal.rule).toMatch(/^[a-z-]+$/);
          expect(result.refusal.message).toMatch(/\.$/);
        } else {
          expect(checkPort(result.target.port ?? 0)).toBeUndefined();
          // What is taken is in its final form: checked again, it is the same.
          expect(checkAddress(result.target, within, NOW)).toEqual(result);
        }
      }),
    );
  });
});
