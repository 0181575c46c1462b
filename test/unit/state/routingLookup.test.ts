// How traffic gets to a group, over the emulator: what forwards to it, its zones, and who could. What the report says can be
// pasted is pasted.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routingReport } from '../../../src/model/routingReport';
import { lookUpRouting } from '../../../src/state/routingLookup';
import { hasCli, paste, unlessHere } from '../emulator/otherClients';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
});
afterEach(() => room.close());

async function reportOf(name: string) {
  const { account, clock } = room;
  const read = async () => {
    await account.readGroups(BY_USER);
    const group = room.group(name);
    const targets = await account.readHealth(group.arn, BY_USER);
    return lookUpRouting(account, group, targets, BY_USER);
  };
  return routingReport(await room.finish(read()), {
    place: await account.cloud(),
    connection: account.label,
    at: clock.now(),
  });
}

/** One of the addresses is in a zone that the group's load balancer has not enabled. */
async function registerOutside(): Promise<void> {
  const cloud = await room.account.cloud();
  await cloud.registerTargets(room.emulator.group('payments-api'), [{ id: '10.0.3.23' }], BY_USER);
}

describe('the routing of a group', () => {
  it('in use is what forwards to it, and the zones of its targets', async () => {
    const { text, commands } = await reportOf('payments-api');
    expect(text).toContain('- Result:       1 listener or rule of shop-web forwards to it');
    expect(text).toContain('- shop-web HTTP:80, rule 10 (path /payments/*)');
    expect(text).toContain('| us-east-1a | yes     |       2 |');
    expect(commands).toEqual([]);
  });

  it('with a target in a zone that is not enabled says which, and what enables it', async () => {
    await registerOutside();
    const { text, commands } = await reportOf('payments-api');
    expect(text).toContain('| us-east-1c | no      |       1 |');
    expect(text).toContain('us-east-1c is not enabled, so 10.0.3.23:8080 gets no traffic.');
    expect(text).toMatch(/with the subnet shop-c\s+\(subnet-\w+\)/);
    expect(commands).toHaveLength(1);
    expect(text.split('\n')[commands[0]?.line ?? 0]).toBe('```sh');
  });

  it('in use by none is the load balancers of its VPC and kind that could use it', async () => {
    const { text, commands } = await reportOf('batch-workers');
    expect(text).toContain('- Result:       no listener and no rule forwards to it');
    expect(text.match(/^### .*$/gm)).toEqual(['### shop-web']);
    expect(text).toContain('2 other load balancers of the Region cannot');
    expect(commands.map(({ command }) => command)).toEqual([
      expect.stringMatching(/create-rule[^]*--priority 31 /),
    ]);
  });

  it('is told as far as it may be read', async () => {
    await room.emulator.deny('DescribeListeners');
    await room.emulator.deny('DescribeSubnets');
    const { text } = await reportOf('payments-api');
    expect(text).toContain('in use by shop-web; what forwards to it is not known');
    expect(text).toContain('- Not read: the IAM action elasticloadbalancing:DescribeListeners is not');
    expect(text).toContain('- Not read: the IAM action ec2:DescribeSubnets is not allowed.');
  });
});

describe.skipIf(!hasCli)(`a command of the report, pasted${unlessHere(hasCli)}`, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pasted-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function pasteFirst(name: string): Promise<void> {
    const [first] = (await reportOf(name)).commands;
    await paste(room.emulator.url, folder, first?.command ?? '');
  }

  it('makes a load balancer use the group', async () => {
    await pasteFirst('batch-workers');
    expect((await reportOf('batch-workers')).text).toContain(
      '- shop-web HTTP:80, rule 31 (path /batch-workers/*)',
    );
  });

  it('enables the zone', async () => {
    await registerOutside();
    await pasteFirst('payments-api');
    const { text } = await reportOf('payments-api');
    expect(text).toContain('| us-east-1c | yes     |       1 |');
    expect(text).toContain('| us-east-1a | yes     |');
  });
});
