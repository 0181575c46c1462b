// Worlds for the tests of the rooms aws and state.
import type {
  FunctionEntry,
  InstanceEntry,
  Scenario,
  TargetGroupEntry,
} from '../../../src/emulator/scenario/scenario';

/** One VPC, with the groups, instances and functions asked for. */
export function world(parts: Partial<Scenario>): Scenario {
  return {
    name: 'test',
    accountId: '111122223333',
    region: 'us-east-1',
    vpcs: [
      {
        name: 'shop',
        cidr: '10.0.0.0/16',
        subnets: [
          { name: 'shop-a', cidr: '10.0.0.0/17', zone: 'a' },
          { name: 'shop-b', cidr: '10.0.128.0/17', zone: 'b' },
        ],
      },
    ],
    ...parts,
  };
}

/** `group-000`, `group-001` and so on: groups of addresses that no load balancer uses. */
export function groups(count: number): TargetGroupEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `group-${String(index).padStart(3, '0')}`,
    targetType: 'ip',
    protocol: 'HTTP',
    port: 80,
    vpc: 'shop',
  }));
}

/** `instance-0000` and so on. */
export function instances(count: number): InstanceEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `instance-${String(index).padStart(4, '0')}`,
    subnet: 'shop-a',
    address: `10.0.${Math.floor(index / 200) + 1}.${(index % 200) + 10}`,
  }));
}

/** `function-000` and so on, each with as many versions and aliases. */
export function functions(count: number, qualifiers: number): FunctionEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `function-${String(index).padStart(3, '0')}`,
    versions: qualifiers,
    aliases: Object.fromEntries(
      Array.from({ length: qualifiers }, (_unused, alias) => [
        `alias-${String(alias).padStart(3, '0')}`,
        '1',
      ]),
    ),
  }));
}
