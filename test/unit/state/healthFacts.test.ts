// What is gathered for the explanation of a target's health, over the emulator, and what its report says.
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it } from 'vitest';
import { explainHealth } from '../../../src/model/healthReasons';
import { type ExplainedTarget, healthReport } from '../../../src/model/healthReport';
import { type RegisteredTarget, targetKey } from '../../../src/model/target';
import { knownFacts, readFresh, withFresh } from '../../../src/state/healthFacts';
import { BY_USER, StateRoom } from '../support/stateRoom';

describe('the health of a target', () => {
  let room: StateRoom;
  afterEach(() => room.close());

  async function opened(): Promise<StateRoom> {
    room = await StateRoom.start();
    await room.account.readGroups(BY_USER);
    return room;
  }

  /** As the command does it. */
  async function explained(groupName: string, choose: (target: RegisteredTarget) => boolean = () => true) {
    const { account, clock, stored } = room;
    const group = room.group(groupName);
    const all = await account.readHealth(group.arn, BY_USER);
    const targets = all.filter(choose);
    const fresh = await readFresh(account, group, targets, BY_USER);
    const entries = targets.map((target): ExplainedTarget => {
      const facts = withFresh(knownFacts({ ...stored, clock }, account, group, target), fresh, target);
      const name = fresh.instances.get(target.id)?.name;
      const explanation = explainHealth(target.health, group, facts);
      return { target, facts, explanation, ...(name === undefined ? {} : { name }) };
    });
    const report = healthReport({
      group,
      connection: account.label,
      place: await account.cloud(),
      targets: entries,
      all,
      history: stored.history.of(account.id, group.arn),
      at: clock.now(),
    });
    return { entries, report };
  }

  const isUnhealthy = ({ health }: RegisteredTarget) => health.state === 'unhealthy';

  it('is explained by the others, the instance and the zone, in one report', async () => {
    const { emulator } = await opened();
    const { entries, report } = await explained('checkout-web', isUnhealthy);
    expect(entries[0]?.facts).toMatchObject({
      others: { total: 2, healthy: 2, alike: 0 },
      instance: { state: 'running' },
      zone: { target: 'us-east-1b', enabled: ['us-east-1a', 'us-east-1b'] },
      hasConsole: false,
    });
    const lines = report.text.split('\n');
    expect(lines[0]).toBe('# Health of web-3');
    expect(report.text).toContain(`web-3 · ${emulator.instance('web-3')}:80 · us-east-1b · instance running`);
    for (const { line } of report.remedies) expect(lines[line]).toMatch(/^\d+\. \w+: /);
  });

  it('names the causes in order, and what mends each', async () => {
    await opened();
    const { report } = await explained('checkout-web', isUnhealthy);
    const causes = report.text.split('\n').filter((line) => /^\d+\. /.test(line));
    expect(causes).toEqual([
      '1. Likely: The application fails, or something that it needs (a database,',
      '2. Possible: The answer to the health check is not what it was meant to be.',
      '3. Unlikely: /healthz answers for more than the target itself, such as a service',
    ]);
    expect(report.text).toContain('Both other targets of the group are healthy by the same check');
    expect(report.remedies.map(({ remedy }) => remedy.kind)).toEqual([
      'waitUntilHealthy',
      'waitUntilHealthy',
      'editHealthCheck',
    ]);
  });

  it('of a whole group is told by state, the worst first', async () => {
    await opened();
    const { report } = await explained('tcp-ingest');
    expect(report.text.match(/^#+ .*$/gm)).toEqual([
      '# Health of tcp-ingest',
      '## unhealthy: health checks failed (1 target)',
      '## healthy (2 targets)',
      '## Seen lately',
      '## The same with the AWS CLI',
    ]);
    expect(report.text).toContain('- Its targets:  2/3 healthy');
    expect(report.remedies[1]).toMatchObject({
      remedy: { kind: 'checkSecurityGroups' },
      targets: [{ id: '10.0.3.23' }],
    });
    expect(report.commands[0]).not.toContain('--targets');
  });

  it('of a target in use by no load balancer leads to who could use it', async () => {
    await opened();
    const { report } = await explained('batch-workers');
    expect(report.text).toContain('1. Found: No listener and no rule forwards to batch-workers.');
    expect(report.remedies.map(({ remedy }) => remedy.kind)).toEqual(['showRouting']);
  });

  it('knows that the instance is stopped, and what starts it', async () => {
    const { emulator } = await opened();
    const client = new EC2Client({
      endpoint: emulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'another', secretAccessKey: 'client' },
    });
    await client.send(new StopInstancesCommand({ InstanceIds: [emulator.instance('web-3')] }));
    client.destroy();
    await room.clock.advance(10_000);
    const { report } = await explained('checkout-web', ({ id }) => id === emulator.instance('web-3'));
    expect(report.text).toContain('1. Found: The instance is stopped.');
    expect(report.text).toContain(`start-instances`);
  });

  it('keeps what the check of security groups found', async () => {
    const { account } = await opened();
    const group = room.group('tcp-ingest');
    const [, , target] = await account.readHealth(group.arn, BY_USER);
    if (target === undefined) throw new Error('There is no third target');
    const finding = { at: room.clock.now(), words: 'It is closed.', healthCheck: 'missing' } as const;
    account.keepSecurityFindings(group.arn, new Map([[targetKey(target), finding]]));
    const { report } = await explained('tcp-ingest', ({ id }) => id === target.id);
    expect(report.text).toContain('1. Found: A security group does not let the load balancer in.');
    expect(report.text).toContain('The check of the security groups at 09:30:00 found: It is closed.');
  });

  it('is explained without what may not be read', async () => {
    const { emulator } = await opened();
    for (const action of ['DescribeInstances', 'DescribeLoadBalancers', 'DescribeTargetGroupAttributes'])
      await emulator.deny(action);
    const { entries } = await explained('checkout-web', isUnhealthy);
    expect(entries[0]?.facts).not.toHaveProperty('attributes');
    expect(entries[0]?.explanation.causes.length).toBeGreaterThan(0);
  });
});
