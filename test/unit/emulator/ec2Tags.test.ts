// Tags of EC2's things: every kind can have them, and the same rules hold for all.
import {
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  type Filter,
  type Tag,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const tag = (Resources: string[], Tags: Tag[]) => aws.ec2.send(new CreateTagsCommand({ Resources, Tags }));
const untag = (Resources: string[], Tags?: Tag[]) =>
  aws.ec2.send(new DeleteTagsCommand({ Resources, ...(Tags ? { Tags } : {}) }));
const described = async (...filters: [string, string][]) => {
  const Filters: Filter[] = filters.map(([Name, value]) => ({ Name, Values: [value] }));
  const { Tags: tags = [] } = await aws.ec2.send(new DescribeTagsCommand({ Filters }));
  return tags;
};
const tagsOf = async (id: string): Promise<Record<string, string>> => {
  const tags = await described(['resource-id', id]);
  return Object.fromEntries(tags.map(({ Key: key = '', Value: value = '' }) => [key, value]));
};
const firstOf = (items: readonly { readonly id: string }[]) => items[0]?.id ?? '';
const count = (from: number, to: number): Tag[] =>
  Array.from({ length: to - from }, (_, index) => ({ Key: `key-${from + index}`, Value: '' }));

describe('tags', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['instance', () => aws.instance('web-1')],
    ['network-interface', () => firstOf(aws.emulator.world().networkInterfaces)],
    ['security-group', () => firstOf(aws.emulator.world().securityGroups)],
    ['security-group-rule', () => firstOf(aws.emulator.world().securityGroups.flatMap(({ rules }) => rules))],
    ['subnet', () => aws.subnet('shop-a')],
    ['vpc', () => aws.vpc('shop')],
    [
      'vpc-peering-connection',
      async () => {
        const { VpcPeeringConnection: made } = await aws.ec2.send(
          new CreateVpcPeeringConnectionCommand({ VpcId: aws.vpc('shop'), PeerVpcId: aws.vpc('legacy') }),
        );
        return made?.VpcPeeringConnectionId ?? '';
      },
    ],
  ])('can be given to a thing of the kind %s', async (type, idOf) => {
    const id = await idOf();
    await tag([id], [{ Key: 'team', Value: 'shop' }]);
    expect(await described(['key', 'team'])).toEqual([
      { ResourceId: id, ResourceType: type, Key: 'team', Value: 'shop' },
    ]);
  });

  it('of a key that is there get the new value, on all things named', async () => {
    const ids = [aws.instance('web-1'), aws.vpc('shop')];
    await tag(ids, [{ Key: 'Name', Value: 'new' }]);
    for (const id of ids) expect((await tagsOf(id)).Name).toBe('new');
  });

  it('are taken away by key, by key and value, or all of them but AWS’s', async () => {
    const id = aws.instance('web-1');
    await tag(
      [id],
      [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
        { Key: 'c', Value: '3' },
      ],
    );
    await untag([id], [{ Key: 'a', Value: '2' }, { Key: 'b', Value: '' }, { Key: 'c' }, { Key: 'd' }]);
    const rest = await tagsOf(id);
    expect(rest).toMatchObject({ a: '1', Name: 'web-1' });
    expect(rest).not.toHaveProperty('b');
    expect(rest).not.toHaveProperty('c');
    await untag([id]);
    expect(await tagsOf(id)).toEqual({ 'aws:autoscaling:groupName': 'checkout-web-asg' });
  });

  it('can have any key that a name in the program has', async () => {
    const id = aws.vpc('shop');
    await tag(
      [id],
      [
        { Key: '__proto__', Value: 'x' },
        { Key: 'constructor', Value: 'y' },
      ],
    );
    const found = await described(['resource-id', id]);
    expect(found.map(({ Key }) => Key)).toEqual(['Name', '__proto__', 'constructor']);
  });

  it('filters', async () => {
    expect(await described(['resource-type', 'vpc'], ['tag:Name', 'sho*'])).toHaveLength(1);
    expect(await described(['value', 'web'])).toHaveLength(5);
  });

  it('say how an instance answers, in one of the forms that there are', async () => {
    const id = aws.instance('web-1');
    await tag([id], [{ Key: 'emulator:answers', Value: 'flapping:20' }]);
    const refusal = await failure(tag([id], [{ Key: 'emulator:answers', Value: 'sometimes' }]));
    expect(refusal.name).toBe('InvalidParameterValue');
    expect(refusal.message).toMatch(
      /'sometimes' of the tag emulator:answers must be a status from 200 to 599/,
    );
    expect((await tagsOf(id))['emulator:answers']).toBe('flapping:20');
  });

  it.each<[string, () => string[], Tag[], string]>([
    [
      'a key that begins with aws:',
      () => [aws.vpc('shop')],
      [{ Key: 'AWS:x', Value: '' }],
      'InvalidParameterValue',
    ],
    ['no key', () => [aws.vpc('shop')], [{ Key: '', Value: '' }], 'InvalidParameterValue'],
    ['a key of 128', () => [aws.vpc('shop')], [{ Key: 'k'.repeat(128), Value: '' }], 'InvalidParameterValue'],
    [
      'a value of 257',
      () => [aws.vpc('shop')],
      [{ Key: 'k', Value: 'v'.repeat(257) }],
      'InvalidParameterValue',
    ],
    [
      'a key twice',
      () => [aws.vpc('shop')],
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
      'InvalidParameterValue',
    ],
    ['no tags', () => [aws.vpc('shop')], [], 'MissingParameter'],
    ['more than fifty', () => [aws.vpc('shop')], count(0, 50), 'TagLimitExceeded'],
    ['no things', () => [], [{ Key: 'k', Value: '' }], 'MissingParameter'],
    [
      'a thing that is not there',
      () => [aws.vpc('shop'), 'subnet-0'],
      [{ Key: 'k', Value: '' }],
      'InvalidSubnetID.NotFound',
    ],
    ['what is no id', () => [aws.vpc('shop'), 'shop'], [{ Key: 'k', Value: '' }], 'InvalidID'],
  ])('refuse %s, and nothing is changed', async (_words, resources, tags, name) => {
    const before = await tagsOf(aws.vpc('shop'));
    expect(await failure(tag(resources(), tags))).toMatchObject({ name });
    expect(await tagsOf(aws.vpc('shop'))).toEqual(before);
  });

  it('are fifty at most', async () => {
    const id = aws.vpc('shop');
    await tag([id], count(0, 49));
    expect(Object.keys(await tagsOf(id))).toHaveLength(50);
    expect(await failure(tag([id], count(49, 50)))).toMatchObject({ name: 'TagLimitExceeded' });
  });
});
