// Tags of target groups, load balancers, listeners and rules, and those by which the emulator tells its ports.
import {
  AddTagsCommand,
  CreateRuleCommand,
  DescribeTagsCommand,
  RemoveTagsCommand,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOk, newGroup, newListener, newLoadBalancer } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const team: Tag = { Key: 'team', Value: 'api' };
const add = (ResourceArns: string[], ...Tags: Tag[]) =>
  aws.elbv2.send(new AddTagsCommand({ ResourceArns, Tags }));
const remove = (ResourceArns: string[], ...TagKeys: string[]) =>
  aws.elbv2.send(new RemoveTagsCommand({ ResourceArns, TagKeys }));
const describeAll = async (...ResourceArns: string[]) =>
  (await aws.elbv2.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions!;

/** Without the emulator's own. */
const tagsOf = async (arn: string) =>
  (await describeAll(arn))[0]!.Tags!.filter(({ Key }) => !Key!.startsWith('emulator:'));

/** One of each kind, tagged when it was made. */
async function tagged() {
  const group = await newGroup(aws, 'fresh', { Tags: [team] });
  const { LoadBalancerArn: loadBalancer = '' } = await newLoadBalancer(aws, 'fresh', { Tags: [team] });
  const { ListenerArn: listener = '' } = await newListener(aws, loadBalancer, { Tags: [team] });
  const { Rules: rules } = await aws.elbv2.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
      Actions: [answerOk],
      Tags: [team],
    }),
  );
  return [group, loadBalancer, listener, rules![0]!.RuleArn!];
}

describe('tags', () => {
  it('are given at the making of anything, added, changed and removed', async () => {
    const arns = await tagged();
    for (const arn of arns) expect(await tagsOf(arn)).toEqual([team]);
    await add(arns, { Key: 'team', Value: 'web' }, { Key: 'empty' });
    for (const arn of arns) {
      expect(await tagsOf(arn)).toEqual([
        { Key: 'team', Value: 'web' },
        { Key: 'empty', Value: '' },
      ]);
    }
    await remove(arns, 'team', 'never-there');
    for (const arn of arns) expect(await tagsOf(arn)).toEqual([{ Key: 'empty', Value: '' }]);
    expect((await describeAll(...arns)).map(({ ResourceArn }) => ResourceArn)).toEqual(arns);
  });

  it('are refused twice, too long, reserved, or with characters that they cannot have', async () => {
    const arn = aws.group('batch-workers');
    const refused: [Tag[], string][] = [
      [[team, team], 'DuplicateTagKeysException'],
      [[{ Key: 'aws:mine', Value: '' }], 'ValidationError'],
      [[{ Key: '', Value: '' }], 'ValidationError'],
      [[{ Key: 'k'.repeat(129), Value: '' }], 'ValidationError'],
      [[{ Key: 'k', Value: 'v'.repeat(257) }], 'ValidationError'],
      [[{ Key: 'k?', Value: '' }], 'ValidationError'],
      [[], 'ValidationError'],
    ];
    for (const [tags, name] of refused) expect(await failure(add([arn], ...tags))).toMatchObject({ name });
    expect(await failure(newGroup(aws, 'fresh', { Tags: [team, team] }))).toMatchObject({
      name: 'DuplicateTagKeysException',
    });
    await add([arn], { Key: 'k'.repeat(128), Value: 'v'.repeat(256) });
  });

  it('are fifty at most, old and new together', async () => {
    const arn = aws.group('batch-workers');
    const tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect(await failure(add([arn], ...tags))).toMatchObject({ name: 'TooManyTagsException' });
    await add([arn], ...tags.slice(0, 50));
    await add([arn], { Key: 'k0', Value: 'changed' });
    expect(await failure(add([arn], { Key: 'k50', Value: '' }))).toMatchObject({
      name: 'TooManyTagsException',
    });
  });

  it('are added to all resources or none', async () => {
    const [arn, full] = [aws.group('batch-workers'), aws.group('tcp-ingest')];
    const before = await tagsOf(arn);
    await add([full], ...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' })));
    expect(await failure(add([arn, full], team))).toMatchObject({ name: 'TooManyTagsException' });
    expect(await tagsOf(arn)).toEqual(before);
  });

  it('are of what is there, twenty at a time', async () => {
    const [group, loadBalancer, listener, rule] = await tagged();
    for (const [arn, name] of [
      [group, 'TargetGroupNotFoundException'],
      [loadBalancer, 'LoadBalancerNotFoundException'],
      [listener, 'ListenerNotFoundException'],
      [rule, 'RuleNotFoundException'],
    ] as const) {
      expect(await failure(describeAll(`${arn}0`))).toMatchObject({ name });
    }
    expect(await failure(describeAll('arn:aws:s3:::bucket'))).toMatchObject({ name: 'ValidationError' });
    const many = Array.from({ length: 21 }, () => group!);
    expect(await failure(describeAll(...many))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('the tags of an open listener', () => {
  it.each([
    ['HTTP', 'shop-web', 'http'],
    ['TCP', 'shop-ingest', 'tcp'],
  ])('over %s tell where it is, and so do its load balancer’s', async (_, name, scheme) => {
    const { listeners, arn } = aws.emulator.world().loadBalancers.find((each) => each.name === name)!;
    const [listener] = listeners;
    listener!.localPort = 40123;
    expect((await describeAll(listener!.arn))[0]?.Tags).toContainEqual({
      Key: 'emulator:endpoint',
      Value: `${scheme}://127.0.0.1:40123`,
    });
    expect((await describeAll(arn))[0]?.Tags).toContainEqual({
      Key: `emulator:endpoint:${listener!.port}`,
      Value: `${scheme}://127.0.0.1:40123`,
    });
  });

  it('cannot be changed', async () => {
    const arn = aws.loadBalancer('shop-web');
    for (const key of ['emulator:endpoint', 'emulator:endpoint:80']) {
      expect(await failure(remove([arn], key))).toMatchObject({ name: 'ValidationError' });
      expect(await failure(add([arn], { Key: key, Value: '' }))).toMatchObject({ name: 'ValidationError' });
    }
  });
});
