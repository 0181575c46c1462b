// A rule to add in EC2's own form.
import type { MissingRule } from './missingRules';

/** `IpPermission` of the API. */
export interface IpPermission {
  IpProtocol: string;
  FromPort: number;
  ToPort: number;
  UserIdGroupPairs?: { GroupId: string; Description: string }[];
  IpRanges?: { CidrIp: string; Description: string }[];
  Ipv6Ranges?: { CidrIpv6: string; Description: string }[];
}

export function ipPermission({ packets, peer, description: Description }: MissingRule): IpPermission {
  return {
    IpProtocol: packets.protocol,
    FromPort: 'port' in packets ? packets.port : packets.type,
    ToPort: 'port' in packets ? packets.port : packets.code,
    ...(peer.kind === 'group'
      ? { UserIdGroupPairs: [{ GroupId: peer.groupId, Description }] }
      : peer.block.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: peer.block, Description }] }
        : { IpRanges: [{ CidrIp: peer.block, Description }] }),
  };
}
