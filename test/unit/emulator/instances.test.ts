// The lives of instances: starting, stopping, rebooting, terminating, their status, filters, and their groups.
import {
  CreateSecurityGroupCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeInstanceStatusCommand,
  type DescribeInstanceStatusCommandInput,
  DescribeNetworkInterfacesCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const instances = async (input: DescribeInstancesCommandInput) => {
  const { Reservations: reservations = [] } = await aws.ec2.send(new DescribeInstancesCommand(input));
  return reservations.flatMap((reservation) => reservation.Instances ?? []);
};
const oneInstance = async (id: string) => (await instances({ InstanceIds: [id] }))[0];
const statuses = async (input: DescribeInstanceStatusCommandInput = {}) => {
  const { InstanceStatuses: found = [] } = await aws.ec2.send(new DescribeInstanceStatusCommand(input));
  return found;
};
const states = {
  start: (...InstanceIds: string[]) => aws.ec2.send(new StartInstancesCommand({ InstanceIds })),
  stop: (...InstanceIds: string[]) => aws.ec2.send(new StopInstancesCommand({ InstanceIds })),
  reboot: (...InstanceIds: string[]) => aws.ec2.send(new RebootInstancesCommand({ InstanceIds })),
  terminate: (...InstanceIds: string[]) => aws.ec2.send(new TerminateInstancesCommand({ InstanceIds })),
};
type Change = keyof typeof states;
const interfacesOf = async (instanceId: string) => {
  const { NetworkInterfaces: found = [] } = await aws.ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
    }),
  );
  return found;
};
const newGroup = async (name: string) => {
  const { GroupId: id = '' } = await aws.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: aws.vpc('shop') }),
  );
  return id;
};

describe('a terminated instance', () => {
  it('shuts down, gives its address free, and is to be seen for an hour', async () => {
    const id = aws.instance('web-1');
    const { TerminatingInstances: changes } = await states.terminate(id);
    expect(changes).toEqual([
      {
        InstanceId: id,
        PreviousState: { Code: 16, Name: 'running' },
        CurrentState: { Code: 32, Name: 'shutting-down' },
      },
    ]);
    expect(await interfacesOf(id)).toEqual([]);
    aws.clock.advance(3000);
    const instance = await oneInstance(id);
    expect(instance).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      StateTransitionReason: 'User initiated (2026-01-15 09:30:00 GMT)',
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      SecurityGroups: [],
      NetworkInterfaces: [],
    });
    expect(instance?.PrivateIpAddress).toBeUndefined();
    const { Instances: [heir] = [] } = await aws.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12345678',
        SubnetId: aws.subnet('shop-a'),
        PrivateIpAddress: '10.0.1.11',
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    expect(heir?.PrivateIpAddress).toBe('10.0.1.11');
    aws.clock.advance(60 * 60 * 1000 - 1);
    expect((await oneInstance(id))?.State?.Name).toBe('terminated');
    aws.clock.advance(1);
    expect(await failure(instances({ InstanceIds: [id] }))).toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
  });

  it('is no target any more once it is forgotten', async () => {
    // Of no Auto Scaling group, which would see to it.
    const id = aws.instance('web-4');
    await aws.register('checkout-web', { Id: id });
    await states.terminate(id);
    aws.clock.advance(3000);
    expect(await aws.states('checkout-web', { Id: id })).toEqual([`${id}:80 unused Target.InvalidState`]);
    aws.clock.advance(60 * 60 * 1000);
    await aws.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12345678',
        SubnetId: aws.subnet('shop-a'),
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    const listed = await aws.states('checkout-web');
    expect(listed.filter((each) => each.startsWith(id))).toEqual([]);
    expect(listed).toHaveLength(3);
  });

  it('can be terminated again', async () => {
    const id = aws.instance('web-1');
    await states.terminate(id);
    aws.clock.advance(3000);
    const { TerminatingInstances: [change] = [] } = await states.terminate(id);
    expect(change).toMatchObject({
      PreviousState: { Name: 'terminated' },
      CurrentState: { Name: 'terminated' },
    });
  });
});

describe('a change of state', () => {
  const before: Record<string, (id: string) => Promise<void>> = {
    pending: async (id) => {
      await states.stop(id);
      aws.clock.advance(3000);
      await states.start(id);
    },
    running: () => Promise.resolve(),
    stopping: async (id) => {
      await states.stop(id);
    },
    stopped: async (id) => {
      await states.stop(id);
      aws.clock.advance(3000);
    },
    'shutting-down': async (id) => {
      await states.terminate(id);
    },
    terminated: async (id) => {
      await states.terminate(id);
      aws.clock.advance(3000);
    },
  };
  const accepted: [Change, string, string][] = [
    ['start', 'pending', 'pending'],
    ['start', 'running', 'running'],
    ['start', 'stopped', 'pending'],
    ['stop', 'running', 'stopping'],
    ['stop', 'stopping', 'stopping'],
    ['stop', 'stopped', 'stopped'],
    ['reboot', 'pending', 'pending'],
    ['reboot', 'running', 'running'],
    ['terminate', 'pending', 'shutting-down'],
    ['terminate', 'running', 'shutting-down'],
    ['terminate', 'stopped', 'shutting-down'],
  ];

  it.each(accepted)('%s of one that is %s makes it %s', async (change, state, after) => {
    const id = aws.instance('web-1');
    await before[state]?.(id);
    await states[change](id);
    expect((await oneInstance(id))?.State?.Name).toBe(after);
  });

  const refused: [Change, string][] = [
    ['start', 'stopping'],
    ['start', 'shutting-down'],
    ['start', 'terminated'],
    ['stop', 'pending'],
    ['stop', 'shutting-down'],
    ['stop', 'terminated'],
    ['reboot', 'stopping'],
    ['reboot', 'stopped'],
    ['reboot', 'terminated'],
  ];

  it.each(refused)(
    '%s of one that is %s is refused, and of all the others with it',
    async (change, state) => {
      const id = aws.instance('web-1');
      const other = aws.instance('web-2');
      await before[state]?.(id);
      const refusal = await failure(states[change](other, id));
      expect(refusal.name).toBe('IncorrectInstanceState');
      expect(refusal.message).toContain(id);
      expect((await oneInstance(other))?.State?.Name).toBe('running');
    },
  );

  it.each<Change>(['start', 'stop', 'reboot', 'terminate'])(
    '%s needs instances that are there',
    async (change) => {
      expect(await failure(states[change]())).toMatchObject({ name: 'MissingParameter' });
      expect(await failure(states[change]('i-0123456789abcdef0'))).toMatchObject({
        name: 'InvalidInstanceID.NotFound',
      });
    },
  );
});

describe('DescribeInstanceStatus', () => {
  it('tells of running instances only, unless asked for all', async () => {
    const running = await statuses();
    expect(running).toHaveLength(5);
    expect(new Set(running.map(({ InstanceState: state }) => state?.Name))).toEqual(new Set(['running']));
    const all = await statuses({ IncludeAllInstances: true });
    expect(all).toHaveLength(6);
    expect(all.find(({ InstanceId: id }) => id === aws.instance('web-5'))).toMatchObject({
      InstanceState: { Name: 'stopped' },
      InstanceStatus: { Status: 'not-applicable' },
    });
  });

  it('says initializing after a start, and then ok', async () => {
    const id = aws.instance('web-5');
    await states.start(id);
    aws.clock.advance(3000);
    const status = async () => (await statuses({ InstanceIds: [id] }))[0];
    expect(await status()).toMatchObject({
      InstanceStatus: { Status: 'initializing', Details: [{ Name: 'reachability', Status: 'initializing' }] },
      SystemStatus: { Status: 'initializing' },
    });
    aws.clock.advance(10_000);
    expect(await status()).toMatchObject({
      InstanceStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
      SystemStatus: { Status: 'ok' },
    });
  });

  it('filters and pages', async () => {
    await states.start(aws.instance('web-5'));
    aws.clock.advance(3000);
    const initializing = await statuses({
      Filters: [{ Name: 'instance-status.status', Values: ['initializing'] }],
    });
    expect(initializing.map(({ InstanceId: id }) => id)).toEqual([aws.instance('web-5')]);
    expect(await statuses({ MaxResults: 5 })).toHaveLength(5);
    expect(await failure(statuses({ MaxResults: 5, InstanceIds: [aws.instance('web-1')] }))).toMatchObject({
      name: 'InvalidParameterCombination',
    });
  });
});

describe('the filters of DescribeInstances', () => {
  const launched = async () => {
    const group = await newGroup('special');
    const { Instances: [instance] = [] } = await aws.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-87654321',
        InstanceType: 'c5.large',
        SubnetId: aws.subnet('shop-c'),
        SecurityGroupIds: [group],
        KeyName: 'ops',
        ClientToken: 'once',
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    if (!instance) throw new Error('Nothing was launched');
    return { group, instance };
  };
  type Launched = Awaited<ReturnType<typeof launched>>;

  it.each<[string, (of: Launched) => string | undefined]>([
    ['instance-id', ({ instance }) => instance.InstanceId],
    ['instance-state-code', () => '0'],
    ['instance-state-name', () => 'pending'],
    ['instance-type', () => 'c5.*'],
    ['image-id', () => 'ami-87654321'],
    ['key-name', () => 'ops'],
    ['client-token', () => 'once'],
    ['subnet-id', () => aws.subnet('shop-c')],
    ['availability-zone', () => 'us-east-1c'],
    ['private-ip-address', ({ instance }) => instance.PrivateIpAddress],
    ['private-dns-name', ({ instance }) => instance.PrivateDnsName],
    ['instance.group-id', ({ group }) => group],
    ['instance.group-name', () => 'special'],
    ['network-interface.group-id', ({ group }) => group],
    [
      'network-interface.network-interface-id',
      ({ instance }) => instance.NetworkInterfaces?.[0]?.NetworkInterfaceId,
    ],
    ['network-interface.subnet-id', () => aws.subnet('shop-c')],
    ['network-interface.addresses.private-ip-address', ({ instance }) => instance.PrivateIpAddress],
  ])('%s', async (Name, valueOf) => {
    const of = await launched();
    const found = await instances({ Filters: [{ Name, Values: [valueOf(of) ?? ''] }] });
    expect(found.map(({ InstanceId: id }) => id)).toEqual([of.instance.InstanceId]);
  });

  it('reservation-id', async () => {
    await launched();
    const { Reservations: [reservation] = [] } = await aws.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'key-name', Values: ['ops'] }] }),
    );
    const found = await instances({
      Filters: [{ Name: 'reservation-id', Values: [reservation?.ReservationId ?? ''] }],
    });
    expect(found).toHaveLength(1);
  });
});

describe('the security groups of an instance', () => {
  const groupsOf = async (id: string) =>
    (await oneInstance(id))?.SecurityGroups?.map(({ GroupName: name }) => name);

  it('can be changed on the instance and on its network interface', async () => {
    const id = aws.instance('web-1');
    const [one, two] = [await newGroup('one'), await newGroup('two')];
    expect(await groupsOf(id)).toEqual(['default']);
    await aws.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, Groups: [one] }));
    expect(await groupsOf(id)).toEqual(['one']);
    const [own] = await interfacesOf(id);
    await aws.ec2.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId: own?.NetworkInterfaceId,
        Groups: [one, two],
      }),
    );
    expect(await groupsOf(id)).toEqual(['one', 'two']);
    const { NetworkInterfaces: found } = await aws.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'group-id', Values: [two] }] }),
    );
    expect(found).toMatchObject([{ NetworkInterfaceId: own?.NetworkInterfaceId }]);
  });

  it('are five at most, of its VPC, and a load balancer has its own', async () => {
    const id = aws.instance('web-1');
    const set = (Groups: string[]) =>
      aws.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, Groups }));
    const groups: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) groups.push(await newGroup(name));
    expect(await failure(set(groups))).toMatchObject({ name: 'SecurityGroupsPerInterfaceLimitExceeded' });
    await set(groups.slice(1));
    expect(await groupsOf(id)).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(await failure(set(['sg-0']))).toMatchObject({ name: 'InvalidGroup.NotFound' });
    const ofLegacy = aws.emulator.world().securityGroups.find(({ vpcId }) => vpcId === aws.vpc('legacy'));
    expect(await failure(set([ofLegacy?.id ?? '']))).toMatchObject({ name: 'InvalidParameter' });
    const { NetworkInterfaces: [ofLoadBalancer] = [] } = await aws.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'requester-managed', Values: ['true'] }] }),
    );
    expect(
      await failure(
        aws.ec2.send(
          new ModifyNetworkInterfaceAttributeCommand({
            NetworkInterfaceId: ofLoadBalancer?.NetworkInterfaceId,
            Groups: groups.slice(0, 1),
          }),
        ),
      ),
    ).toMatchObject({ name: 'OperationNotPermitted' });
    await states.terminate(id);
    expect(await failure(set(groups.slice(0, 1)))).toMatchObject({ name: 'IncorrectInstanceState' });
  });
});
