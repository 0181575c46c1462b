// What *Copy as AWS CLI* gives, pasted into a shell as it is: it does with the emulator what it says.
import { CreateSecurityGroupCommand, DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  authorizeCommands,
  changeCommands,
  type CliPlace,
  healthCommand,
  inTurn,
} from '../../../src/model/awsCli';
import type { MissingRule } from '../../../src/model/securityGroups/missingRules';
import { Harness } from './harness';
import { hasCli, paste, unlessHere } from './otherClients';

const TCP = { protocol: 'tcp', port: 8080 } as const;
const PATH_MTU = { protocol: 'icmp', type: 3, code: 4 } as const;

const folder = mkdtempSync(join(tmpdir(), 'pasted-'));
let aws: Harness;
let place: CliPlace;

beforeAll(async () => {
  aws = await Harness.start();
  place = {
    connection: { kind: 'emulator', region: 'us-east-1' },
    profile: undefined,
    endpoint: aws.emulator.url,
  };
});
beforeEach(() => aws.reset());
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasCli)(`a copied command${unlessHere(hasCli)}`, () => {
  const pasted = (commands: readonly string[]) => paste(aws.emulator.url, folder, inTurn(commands));

  it('registers one target, deregisters another, and tells the health of both', async () => {
    const arn = aws.group('payments-api');
    const spare = { id: '10.0.1.50', port: 8081 };
    const elsewhere = { id: '192.168.10.5', port: 8443, availabilityZone: 'all' };
    const said = await pasted([
      ...changeCommands(place, 'register', arn, [spare]),
      ...changeCommands(place, 'deregister', arn, [elsewhere]),
      healthCommand(place, arn, [spare, elsewhere]),
    ]);
    expect(JSON.parse(said)).toMatchObject({
      TargetHealthDescriptions: [
        { Target: { Id: '10.0.1.50', Port: 8081 }, TargetHealth: { State: 'initial' } },
        { Target: { Id: '192.168.10.5', AvailabilityZone: 'all' }, TargetHealth: { State: 'draining' } },
      ],
    });
  });

  it('adds rules to security groups: of a security group, of blocks, of ICMP', async () => {
    const [to] = aws.emulator.world().securityGroups;
    const { GroupId: from } = await aws.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'front', Description: 'front', VpcId: to!.vpcId }),
    );
    const rule: Omit<MissingRule, 'packets' | 'peer'> = {
      securityGroupId: to!.id,
      direction: 'inbound',
      purposes: ['traffic'],
      description: 'Traffic, of shop-web: (all) = [1]; {2} & $3!',
    };
    await pasted(
      authorizeCommands(place, [
        { ...rule, packets: TCP, peer: { kind: 'group', groupId: from! } },
        { ...rule, packets: PATH_MTU, peer: { kind: 'block', block: '10.7.0.0/16' } },
        { ...rule, packets: TCP, peer: { kind: 'block', block: 'fd00:7::/64' } },
      ]),
    );
    const { SecurityGroupRules = [] } = await aws.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [to!.id] }] }),
    );
    const added = SecurityGroupRules.filter(({ Description }) => Description === rule.description);
    expect(added).toHaveLength(3);
    expect(added).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          FromPort: 8080,
          ReferencedGroupInfo: expect.objectContaining({ GroupId: from }) as unknown,
        }),
        expect.objectContaining({ IpProtocol: 'icmp', FromPort: 3, ToPort: 4, CidrIpv4: '10.7.0.0/16' }),
        expect.objectContaining({ CidrIpv6: 'fd00:7::/64' }),
      ]),
    );
  });
});
