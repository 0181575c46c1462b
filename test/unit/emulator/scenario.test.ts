// Scenarios: the sample is valid and does what the tour needs; a bad one is refused in a sentence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../../src/emulator/scenario/buildWorld';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import { checkScenario, readScenarioFile } from '../../../src/emulator/scenario/loadScenario';
import { targetHealth } from '../../../src/emulator/world/targetHealth';
import { start } from './harness';

const minimal = { name: 'minimal', accountId: '123456789012', region: 'eu-west-1' };

describe('the sample', () => {
  const world = buildWorld(sampleScenario, start);

  it('obeys the rules, and gives the same ids every time', () => {
    const again = buildWorld(sampleScenario, start + 1000);
    expect(again.targetGroups.map((group) => group.arn)).toEqual(
      world.targetGroups.map((group) => group.arn),
    );
    expect(again.instances.map((each) => each.id)).toEqual(world.instances.map((each) => each.id));
  });

  it('starts with every target settled', () => {
    for (const group of world.targetGroups) {
      for (const target of group.targets) {
        expect(
          targetHealth(world, group, target, start, { of: () => ({ state: 'healthy' }) }).state,
        ).not.toBe('initial');
      }
    }
  });

  it('has one of each kind of group, and an empty one', () => {
    expect(new Set(world.targetGroups.map((group) => group.targetType))).toEqual(
      new Set(['instance', 'ip', 'lambda', 'alb']),
    );
    expect(world.targetGroups.find((group) => group.name === 'image-resize')?.targets).toEqual([]);
  });
});

describe('a scenario', () => {
  it('may be nearly empty', () => {
    expect(buildWorld(checkScenario(minimal), start)).toMatchObject({
      region: 'eu-west-1',
      targetGroups: [],
    });
  });

  it.each([
    [{ ...minimal, accountId: '12' }, /^\/accountId must match pattern/],
    [{ ...minimal, colour: 'red' }, /^the scenario must NOT have additional properties \('colour'\)/],
    [{ ...minimal, instances: [{ name: 'a' }] }, /^\/instances\/0 must have required property 'subnet'/],
    [{ ...minimal, addresses: { '10.0.0.1': 'maybe' } }, /^addresses: 10\.0\.0\.1: 'maybe' is not a status/],
    [[], /^the scenario must be object/],
  ])('that does not satisfy the schema is refused with its place and cause', (scenario, message) => {
    expect(() => checkScenario(scenario)).toThrow(message);
  });

  const vpcs = [{ name: 'v', cidr: '10.0.0.0/16', subnets: [{ name: 's', cidr: '10.0.1.0/24', zone: 'a' }] }];
  const group = { name: 'g', targetType: 'ip', protocol: 'HTTP', port: 80, vpc: 'v' };

  it.each([
    ['an unknown name', { instances: [{ name: 'i', subnet: 'x', address: '10.0.1.5' }] }, "the subnet 'x'"],
    ['two of a name', { targetGroups: [group, group] }, "two with the name 'g'"],
    [
      'an illegal target',
      { targetGroups: [{ ...group, targets: [{ address: '8.8.8.8' }] }] },
      'InvalidTarget',
    ],
    ['an illegal group', { targetGroups: [{ ...group, name: '-g' }] }, 'hyphen'],
    [
      'an illegal attribute',
      { targetGroups: [{ ...group, attributes: { 'deregistration_delay.timeout_seconds': '4000' } }] },
      '0 to 3600',
    ],
    [
      'an address outside its subnet',
      { instances: [{ name: 'i', subnet: 's', address: '10.0.2.5' }] },
      "is not in subnet 's'",
    ],
    ['a bad block', { vpcs: [{ name: 'v', cidr: '10.0.0.0/99' }] }, '10.0.0.0/99'],
    [
      'one load balancer zone',
      { loadBalancers: [{ name: 'l', type: 'application', subnets: ['s'] }] },
      'two different Availability Zones',
    ],
  ])('with %s is refused', (_, part, message) => {
    expect(() => checkScenario({ ...minimal, vpcs, ...part })).toThrow(message);
  });

  it('in a file that cannot be read or is not JSON is refused with the file’s name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const file = join(folder, 'bad.json');
    expect(() => readScenarioFile(file)).toThrow(file);
    writeFileSync(file, '{ "name": ');
    expect(() => readScenarioFile(file)).toThrow(file);
    rmSync(folder, { recursive: true });
  });
});
