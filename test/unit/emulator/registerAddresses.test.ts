// What RegisterTargets accepts and refuses where targets are addresses.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dualStack } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

describe('an address', () => {
  it.each(['10.200.0.1', '172.20.0.1', '192.168.77.1', '100.64.0.1'])(
    'of a private range, %s, needs an Availability Zone outside the VPC',
    async (Id) => {
      const refused = await failure(aws.register('payments-api', { Id }));
      expect(refused.name).toBe('ValidationError');
      expect(refused.message).toMatch(/^You must specify an Availability Zone/);
      await aws.register('payments-api', { Id, AvailabilityZone: 'all' });
      expect(await aws.states('payments-api', { Id, AvailabilityZone: 'all' })).toEqual([
        `${Id}:8080@all initial Elb.RegistrationInProgress`,
      ]);
    },
  );

  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '192.169.0.1'])(
    'that is public, %s, is refused',
    async (Id) => {
      expect(await failure(aws.register('payments-api', { Id, AvailabilityZone: 'all' }))).toMatchObject({
        name: 'InvalidTargetException',
      });
    },
  );

  it.each(['10.0.1', '10.0.1.256', '010.0.1.5', 'web-1', '10.0.1.5/32', ''])(
    'that is none, “%s”, is refused',
    async (Id) => {
      expect(await failure(aws.register('payments-api', { Id }))).toMatchObject({ name: 'ValidationError' });
    },
  );

  it('is of the family of the group', async () => {
    const call = aws.register('payments-api', { Id: 'fd00::1', AvailabilityZone: 'all' });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('is not that of an Application Load Balancer in the same VPC; in another VPC it may be', async () => {
    const address = (name: string) =>
      aws.emulator
        .world()
        .networkInterfaces.find(
          ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer.name === name,
        )!.privateAddress;
    expect(await failure(aws.register('payments-api', { Id: address('shop-web') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    await aws.register('payments-api', { Id: address('legacy-internal'), AvailabilityZone: 'all' });
    expect(await aws.health('payments-api')).toHaveLength(5);
  });

  it('has the zone of its subnet, and no other one of the Region', async () => {
    await aws.register('payments-api', { Id: '10.0.1.50', AvailabilityZone: 'us-east-1a' });
    expect(await aws.states('payments-api', { Id: '10.0.1.50' })).toEqual([
      '10.0.1.50:8080@us-east-1a initial Elb.RegistrationInProgress',
    ]);
    for (const AvailabilityZone of ['all', 'us-east-1b', 'us-east-1z', 'eu-west-1a']) {
      expect(
        await failure(aws.register('payments-api', { Id: '10.0.1.51', AvailabilityZone })),
      ).toMatchObject({
        name: 'ValidationError',
      });
    }
  });

  it('needs a zone in the VPC where no subnet holds it', async () => {
    const refused = await failure(aws.register('payments-api', { Id: '10.0.200.9' }));
    expect(refused.name).toBe('ValidationError');
    expect(refused.message).toContain('must specify an Availability Zone');
    await aws.register('payments-api', { Id: '10.0.200.9', AvailabilityZone: 'us-east-1a' });
    expect(await aws.health('payments-api')).toHaveLength(5);
  });

  it('cannot come back while it drains; afterwards it can', async () => {
    await aws.deregister('payments-api', { Id: '10.0.2.22', Port: 8080 });
    aws.clock.advance(19_999);
    const refused = await failure(aws.register('payments-api', { Id: '10.0.2.22' }));
    expect(refused.name).toBe('InvalidTargetException');
    expect(refused.message).toContain('still draining');
    aws.clock.advance(1);
    await aws.register('payments-api', { Id: '10.0.2.22' });
    expect(await aws.states('payments-api', { Id: '10.0.2.22' })).toEqual([
      '10.0.2.22:8080@us-east-1b initial Elb.RegistrationInProgress',
    ]);
  });
});

describe('an address of a peered VPC or of IPv6', () => {
  let dual: Harness;
  beforeAll(async () => {
    dual = await Harness.start(dualStack);
  });
  beforeEach(() => dual.reset());
  afterAll(() => dual.stop());

  it('may be that of an Application Load Balancer there, and not that of one here', async () => {
    const address = (name: string) =>
      dual.emulator
        .world()
        .networkInterfaces.find(
          ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer.name === name,
        )!.privateAddress;
    await dual.register('four', { Id: address('peered'), AvailabilityZone: 'all' });
    expect(await dual.states('four')).toEqual([`${address('peered')}:80@all unused Target.NotInUse`]);
    const refused = await failure(dual.register('four', { Id: address('own') }));
    expect(refused).toMatchObject({ name: 'InvalidTargetException' });
    expect(refused.message).toContain("belongs to Application Load Balancer 'own'");
  });

  it('has the zone of its subnet, also written in other words', async () => {
    await dual.register('six', { Id: '2001:db8:1:2:0:0:0:5' });
    expect(await dual.states('six', { Id: '2001:DB8:1:2::5' })).toEqual([
      '2001:db8:1:2::5:80@us-east-1b unused Target.NotInUse',
    ]);
  });

  it.each([
    ['of the VPC outside its subnets', '2001:db8:1:9::5'],
    ['of a peered VPC', '2001:db8:2::5'],
  ])('needs a zone if it is one %s', async (_, Id) => {
    const refused = await failure(dual.register('six', { Id }));
    expect(refused.name).toBe('ValidationError');
    expect(refused.message).toMatch(/^You must specify an Availability Zone/);
    await dual.register('six', { Id, AvailabilityZone: 'all' });
    expect(await dual.health('six')).toHaveLength(1);
  });

  it.each([
    ['of a VPC that is not peered', '2001:db8:3::5'],
    ['of the internet', '2600::5'],
    ['of a private range', 'fd00::5'],
  ])('is refused if it is one %s', async (_, Id) => {
    expect(await failure(dual.register('six', { Id, AvailabilityZone: 'all' }))).toMatchObject({
      name: 'InvalidTargetException',
    });
  });

  it('counts as peered only while the peering is active', async () => {
    dual.emulator.world().peerings[0]!.status = 'pending-acceptance';
    expect(
      await failure(dual.register('six', { Id: '2001:db8:2::5', AvailabilityZone: 'all' })),
    ).toMatchObject({ name: 'InvalidTargetException' });
  });
});
