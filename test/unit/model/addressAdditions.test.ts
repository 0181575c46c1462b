// Lists of addresses to register, checked for the network that was chosen.
import { describe, expect, it } from 'vitest';
import {
  type AdditionsContext,
  type AddressNetwork,
  checkAdditions,
} from '../../../src/model/addressAdditions';
import { group, NETWORK_OF_GROUP, registered } from './samples';

const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);
const ANY: AddressNetwork = { kind: 'any' };
const [SUBNET_A, SUBNET_B] = NETWORK_OF_GROUP.subnets;
const IN_A: AddressNetwork = { kind: 'subnet', subnet: SUBNET_A! };
const OTHER: AddressNetwork = { kind: 'other', zone: 'all' };

function context(changes: Partial<AdditionsContext> = {}): AdditionsContext {
  return {
    group: group(),
    network: NETWORK_OF_GROUP,
    registered: [],
    drainingUntil: new Map(),
    pending: [],
    ...changes,
  };
}

function problems(text: string, network = ANY, within = context()): string[] {
  return checkAdditions(text, network, within, NOW).leftOut.map(
    ({ text: said, problem }) => `${said} — ${problem}`,
  );
}

function accepted(text: string, network = ANY, within = context()) {
  return checkAdditions(text, network, within, NOW).accepted.map(({ target }) => target);
}

describe('the network', () => {
  it('is found by each address itself unless one is chosen', () => {
    expect(accepted('10.0.1.5, 10.0.2.5, 192.168.7.9@all')).toEqual([
      { id: '10.0.1.5', port: 80 },
      { id: '10.0.2.5', port: 80 },
      { id: '192.168.7.9', port: 80, availabilityZone: 'all' },
    ]);
  });

  it('that is chosen holds the address, or it is said which one does', () => {
    expect(accepted('10.0.1.5', IN_A)).toEqual([{ id: '10.0.1.5', port: 80 }]);
    expect(problems('10.0.2.5', IN_A)).toEqual([
      '10.0.2.5 — 10.0.2.5 is not in subnet-a (10.0.1.0/24, 2600:1f18:aa:1::/64): it is in the subnet subnet-b (10.0.2.0/24, 198.18.2.0/24). Choose that subnet for it, or any network.',
    ]);
    expect(problems('192.168.7.9', IN_A)[0]).toContain(
      'it is in no subnet of main. Choose “Other private address” for it',
    );
  });

  it('that is another one gives its zone to each address without one', () => {
    expect(accepted('192.168.7.9 192.168.7.10@us-east-1b', OTHER)).toEqual([
      { id: '192.168.7.9', port: 80, availabilityZone: 'all' },
      { id: '192.168.7.10', port: 80, availabilityZone: 'us-east-1b' },
    ]);
    expect(problems('10.0.2.5', OTHER)).toEqual([
      '10.0.2.5@all — 10.0.2.5 is in the subnet subnet-b (10.0.2.0/24, 198.18.2.0/24). Choose that subnet for it, or any network.',
    ]);
  });

  it('matters less than that an address can be no target at all', () => {
    expect(problems('8.8.8.8', IN_A)[0]).toContain("Register the target's private address");
    expect(problems('fd00::1', OTHER)[0]).toContain('takes IPv4 addresses only');
    expect(problems('10.0.1.20', { kind: 'subnet', subnet: SUBNET_B! })[0]).toContain(
      'belongs to the Application Load Balancer other-shop',
    );
  });
});

describe('what is there already', () => {
  it('is left out, each with its reason and line', () => {
    const within = context({
      registered: [registered('10.0.1.5', 'healthy', { port: 80 })],
      pending: [
        { action: 'register', target: { id: '10.0.1.6', port: 80 } },
        { action: 'deregister', target: { id: '10.0.1.7', port: 80 } },
      ],
    });
    const { accepted: taken, leftOut } = checkAdditions(
      '10.0.1.5\n10.0.1.6\n10.0.1.7\n10.0.1.7:80\nnonsense',
      ANY,
      within,
      NOW,
    );
    expect(taken.map(({ target }) => target.id)).toEqual(['10.0.1.7']);
    expect(leftOut.map(({ line, problem }) => `${line} ${problem.split('. ')[0] ?? ''}`)).toEqual([
      '1 10.0.1.5:80 is registered with checkout-web already',
      '2 The register of 10.0.1.6:80 is pending already',
      '4 10.0.1.7:80 is in the list twice',
      '5 “nonsense” is not an IP address: it is four decimal numbers separated by dots, or IPv6; names cannot be registered',
    ]);
  });

  it('waits where it drains', () => {
    const within = context({
      registered: [registered('10.0.1.5', 'draining', { port: 80 })],
      drainingUntil: new Map([['10.0.1.5:80@', NOW + 130_000]]),
    });
    const result = checkAdditions('10.0.1.5', ANY, within, NOW);
    expect(result).toMatchObject({
      accepted: [{ target: { id: '10.0.1.5', port: 80 }, whenDrained: true }],
      leftOut: [],
    });
    expect(result.notes[0]).toMatch(
      /about 2 minutes 10 seconds.*it waits for that, and is then registered by itself/,
    );
  });
});

describe('a block', () => {
  it('that is a whole subnet goes without the addresses that AWS reserves, and says so', () => {
    const result = checkAdditions('10.0.1.0/24', IN_A, context(), NOW);
    // 10.0.1.20 belongs to an Application Load Balancer.
    expect(result.accepted).toHaveLength(256 - 5 - 1);
    expect(result.leftOut.map(({ text }) => text)).toEqual(['10.0.1.20']);
    expect(result.notes).toEqual([
      'Of 10.0.1.0/24, 10.0.1.0, 10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.255 are left out: AWS reserves the first four addresses of a subnet and its last one.',
    ]);
  });

  it('one such address by itself is left out as a mistake', () => {
    expect(problems('10.0.1.1')[0]).toContain('10.0.1.1 is reserved by AWS');
  });
});

describe('the quota', () => {
  it('takes as many as there is room for, and leaves out the rest', () => {
    const within = context({
      registered: [registered('10.0.1.5', 'healthy', { port: 80 })],
      pending: [{ action: 'register', target: { id: '10.0.1.6', port: 80 } }],
      targetsPerGroup: 4,
    });
    expect(accepted('10.0.1.50-53', ANY, within).map(({ id }) => id)).toEqual(['10.0.1.50', '10.0.1.51']);
    const [first, ...others] = problems('10.0.1.50-53', ANY, within);
    expect(first).toContain(
      '10.0.1.52 — 2 registered and 3 to add make 5 targets, but a target group takes 4',
    );
    expect(others).toHaveLength(1);
  });
});

describe('a thousand lines with forty bad ones', () => {
  it('are 960 to register, and 40 with their lines', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      index % 25 === 0 ? `8.8.8.${index / 25}` : `192.168.${Math.floor(index / 250)}.${index % 250}`,
    );
    const { accepted: taken, leftOut } = checkAdditions(lines.join('\n'), OTHER, context(), NOW);
    expect(taken).toHaveLength(960);
    expect(leftOut.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, index) => index * 25 + 1));
  });
});
