// Where addresses are in the network of a target group. Its blocks are read once, not for each address.
import { type AddressBlock, type IpAddress, isInBlock, parseBlock, parseIpAddress } from './ipAddress';
import type { GroupNetwork, Subnet } from './network';
import { oncePer } from './once';

/** In a subnet, in a block of the VPC that no subnet has taken, or outside. */
export interface Place {
  readonly subnet: Subnet | undefined;
  readonly inVpc: boolean;
  /**
   * The Amazon VPC user guide: "The first four IP addresses and the last IP address in each subnet CIDR block are not
   * available for your use, and they cannot be assigned to a resource, such as an EC2 instance."
   */
  readonly isReserved: boolean;
}

const RESERVED_AT_THE_START = 4n;

class AddressPlaces {
  private readonly subnets: readonly { readonly subnet: Subnet; readonly block: AddressBlock }[];
  private readonly vpcBlocks: readonly AddressBlock[];
  private readonly balancers: ReadonlyMap<string, string>;

  constructor({ vpc, subnets, loadBalancerAddresses }: GroupNetwork) {
    this.subnets = subnets.flatMap((subnet) =>
      blocksOf(subnet.cidrBlocks).map((block) => ({ subnet, block })),
    );
    this.vpcBlocks = blocksOf(vpc.cidrBlocks);
    this.balancers = new Map(
      loadBalancerAddresses
        .filter(({ loadBalancer }) => loadBalancer.startsWith('app/'))
        .map(({ address, loadBalancer }) => [
          parseIpAddress(address)?.text ?? address,
          loadBalancer.split('/')[1] ?? loadBalancer,
        ]),
    );
  }

  placeOf(address: IpAddress): Place {
    const found = this.subnets.find(({ block }) => isInBlock(address, block));
    if (found === undefined) {
      const inVpc = this.vpcBlocks.some((block) => isInBlock(address, block));
      return { subnet: undefined, inVpc, isReserved: false };
    }
    const { subnet, block } = found;
    const isReserved = address.value < block.first + RESERVED_AT_THE_START || address.value === block.last;
    return { subnet, inVpc: true, isReserved };
  }

  /** The name of the Application Load Balancer in the VPC that holds the address. */
  applicationLoadBalancerAt({ text }: IpAddress): string | undefined {
    return this.balancers.get(text);
  }
}

/** The places of a network, worked out once. */
export const placesOf = oncePer((network: GroupNetwork) => new AddressPlaces(network));

function blocksOf(texts: readonly string[]): AddressBlock[] {
  return texts.map(parseBlock).filter((block) => block !== undefined);
}
