// The tags of Auto Scaling groups, and finding groups by them.
import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeTagsCommand,
  type Filter,
  type Tag,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
afterAll(() => aws.stop());

const tagged = (ResourceId: string, Key: string, Value?: string): Tag => ({
  ResourceId,
  ResourceType: 'auto-scaling-group',
  Key,
  ...(Value === undefined ? {} : { Value }),
});

beforeEach(async () => {
  await aws.reset();
  for (const name of ['one', 'two']) {
    await aws.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: 0,
        MaxSize: 1,
        LaunchConfigurationName: 'x',
        VPCZoneIdentifier: aws.subnet('shop-a'),
        Tags: [tagged(name, 'team', name), { Key: 'cost', Value: '1', PropagateAtLaunch: true }],
      }),
    );
  }
});

async function tags(...Filters: Filter[]): Promise<string[]> {
  const { Tags: found = [] } = await aws.autoScaling.send(new DescribeTagsCommand({ Filters }));
  return found.map((each) => `${each.ResourceId} ${each.Key}=${each.Value} ${each.PropagateAtLaunch}`);
}

describe('the tags of a group', () => {
  it('are those that it was made with', async () => {
    expect(await tags()).toEqual([
      'one cost=1 true',
      'one team=one false',
      'two cost=1 true',
      'two team=two false',
    ]);
  });

  it('are added, changed and deleted', async () => {
    await aws.autoScaling.send(
      new CreateOrUpdateTagsCommand({ Tags: [tagged('one', 'team', 'new'), tagged('one', 'more')] }),
    );
    await aws.autoScaling.send(
      new DeleteTagsCommand({ Tags: [tagged('two', 'team'), tagged('two', 'none')] }),
    );
    expect(await tags()).toEqual([
      'one cost=1 true',
      'one more= false',
      'one team=new false',
      'two cost=1 true',
    ]);
  });

  it.each<[Filter, number]>([
    [{ Name: 'auto-scaling-group', Values: ['one'] }, 2],
    [{ Name: 'key', Values: ['team'] }, 2],
    [{ Name: 'value', Values: ['two', '1'] }, 3],
    [{ Name: 'propagate-at-launch', Values: ['true'] }, 2],
  ])('are filtered by %j', async (filter, count) => {
    expect(await tags(filter)).toHaveLength(count);
  });

  it.each<[string, Tag]>([
    ['another resource type', { ...tagged('one', 'a'), ResourceType: 'instance' }],
    ['a group that is not there', tagged('three', 'a')],
    ['no group', { Key: 'a' }],
    ['a reserved key', tagged('one', 'aws:x')],
    ['too long a key', tagged('one', 'k'.repeat(129))],
    ['too long a value', tagged('one', 'a', 'v'.repeat(257))],
  ])('are refused with %s', async (_what, tag) => {
    const call = aws.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags: [tagged('one', 'good'), tag] }));
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
    expect(await tags({ Name: 'key', Values: ['good'] })).toEqual([]);
  });
});

describe('DescribeAutoScalingGroups', () => {
  it.each<[Filter, string[]]>([
    [{ Name: 'tag-key', Values: ['team'] }, ['one', 'two']],
    [{ Name: 'tag-value', Values: ['two'] }, ['two']],
    [{ Name: 'tag:team', Values: ['one', 'three'] }, ['one']],
  ])('filters by %j', async (filter, names) => {
    const { AutoScalingGroups: found } = await aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ Filters: [filter] }),
    );
    expect(found?.map((each) => each.AutoScalingGroupName)).toEqual(names);
  });

  it('pages, leaves instances out where asked, and refuses filters that it does not know', async () => {
    const ask = (input: object) => aws.autoScaling.send(new DescribeAutoScalingGroupsCommand(input));
    const first = await ask({ MaxRecords: 2, IncludeInstances: false });
    expect(first.AutoScalingGroups).toMatchObject([
      { AutoScalingGroupName: 'checkout-web-asg', Instances: [] },
      { AutoScalingGroupName: 'one' },
    ]);
    const second = await ask({ NextToken: first.NextToken });
    expect(second.AutoScalingGroups).toMatchObject([{ AutoScalingGroupName: 'two' }]);
    expect(await failure(ask({ MaxRecords: 101 }))).toMatchObject({ name: 'ValidationError' });
    expect(await failure(ask({ NextToken: 'x' }))).toMatchObject({ name: 'InvalidNextToken' });
    expect(await failure(ask({ Filters: [{ Name: 'colour' }] }))).toMatchObject({ name: 'ValidationError' });
  });
});
