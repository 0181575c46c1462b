// What RegisterTargets accepts and refuses where targets are Application Load Balancers.
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

describe('an Application Load Balancer as a target', () => {
  const newGroup = (Name: string, Port: number) =>
    aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name,
        TargetType: 'alb',
        Protocol: 'TCP',
        Port,
        VpcId: aws.vpc('shop'),
      }),
    );

  it('needs a listener on the group’s port', async () => {
    await newGroup('alb-8443', 8443);
    expect(await failure(aws.register('alb-8443', { Id: aws.loadBalancer('shop-web') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    await newGroup('alb-80', 80);
    await aws.register('alb-80', { Id: aws.loadBalancer('shop-web') });
    expect(await aws.health('alb-80')).toHaveLength(1);
  });

  it('is in the VPC of the group, and is not a Network Load Balancer', async () => {
    await newGroup('alb-80', 80);
    expect(await failure(aws.register('alb-80', { Id: aws.loadBalancer('legacy-internal') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    expect(await failure(aws.register('alb-80', { Id: aws.loadBalancer('shop-ingest') }))).toMatchObject({
      name: 'ValidationError',
    });
  });
});
