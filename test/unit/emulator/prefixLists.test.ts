// Managed prefix lists: made, told, and named by the rules of security groups.
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  type CreateManagedPrefixListCommandInput,
  CreateSecurityGroupCommand,
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupsCommand,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const create = (input: Partial<CreateManagedPrefixListCommandInput> = {}) =>
  aws.ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      Entries: [{ Cidr: '10.9.0.5/16', Description: 'Oslo' }, { Cidr: '10.8.0.0/16' }],
      ...input,
    }),
  );
const newList = async (input?: Partial<CreateManagedPrefixListCommandInput>) =>
  (await create(input)).PrefixList?.PrefixListId ?? '';

describe('CreateManagedPrefixList', () => {
  it('makes a list that is there at once, its blocks in canonical form', async () => {
    const id = await newList();
    const { PrefixLists: lists } = await aws.ec2.send(new DescribeManagedPrefixListsCommand({}));
    expect(lists).toMatchObject([
      {
        PrefixListId: id,
        PrefixListName: 'offices',
        AddressFamily: 'IPv4',
        State: 'create-complete',
        MaxEntries: 10,
        Version: 1,
        OwnerId: '123456789012',
      },
    ]);
    const { Entries: entries } = await aws.ec2.send(
      new GetManagedPrefixListEntriesCommand({ PrefixListId: id }),
    );
    expect(entries).toEqual([{ Cidr: '10.8.0.0/16' }, { Cidr: '10.9.0.0/16', Description: 'Oslo' }]);
  });

  it('makes one list for one client token, and refuses the token for another', async () => {
    const id = await newList({ ClientToken: 'once' });
    expect(await newList({ ClientToken: 'once' })).toBe(id);
    expect(await failure(newList({ ClientToken: 'once', MaxEntries: 11 }))).toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });

  it.each<[string, Partial<CreateManagedPrefixListCommandInput>, RegExp]>([
    ['an empty name', { PrefixListName: '' }, /name '' is not valid/],
    ['a name of AWS', { PrefixListName: 'com.amazonaws.mine' }, /name 'com.amazonaws.mine' is not valid/],
    ['no room', { MaxEntries: 0 }, /must be 1 to 1000/],
    ['more entries than it has room for', { MaxEntries: 1 }, /cannot add 2 entries/],
    ['another family', { AddressFamily: 'ipv4' }, /must be IPv4 or IPv6/],
    ['a block of the other family', { Entries: [{ Cidr: 'fd00::/8' }] }, /'fd00::\/8' is not a valid IPv4/],
    ['the same block twice', { Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '10.1.0.0/8' }] }, /same CIDR/],
  ])('refuses %s', async (_words, input, words) => {
    const refusal = await failure(create(input));
    expect(refusal).toMatchObject({ name: 'InvalidParameterValue' });
    expect(refusal.message).toMatch(words);
  });
});

describe('a rule of a security group', () => {
  const newGroup = async () => {
    const { GroupId: id = '' } = await aws.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'Web', VpcId: aws.vpc('shop') }),
    );
    return id;
  };
  const allow = (GroupId: string, PrefixListId: string) =>
    aws.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, PrefixListIds: [{ PrefixListId }] }],
      }),
    );

  it('can name a list, and counts as many rules as the list can have entries', async () => {
    const [group, list, large] = [await newGroup(), await newList(), await newList({ MaxEntries: 51 })];
    await allow(group, list);
    const { SecurityGroups: groups } = await aws.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group] }),
    );
    expect(groups?.[0]?.IpPermissions).toMatchObject([{ PrefixListIds: [{ PrefixListId: list }] }]);
    expect(await failure(allow(group, large))).toMatchObject({ name: 'RulesPerSecurityGroupLimitExceeded' });
  });

  it('cannot name a list that is not there', async () => {
    expect(await failure(allow(await newGroup(), 'pl-0'))).toEqual({
      name: 'InvalidPrefixListID.NotFound',
      message: "The prefix list ID 'pl-0' does not exist",
    });
  });
});
