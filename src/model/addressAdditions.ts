// Checks a list of addresses that is to be registered, for the network that its user has chosen.
import { type AcceptedAddress, type AddressCheckContext, checkAddress } from './addressEligibility';
import { formatAddress, parseAddressList } from './addressList';
import { placesOf } from './addressPlaces';
import { checkQuota, type Refusal } from './eligibility';
import { parseIpAddress } from './ipAddress';
import type { Subnet } from './network';
import type { ProposedChange } from './pendingChange';
import { type TargetIdentity, targetKey, targetLabel } from './target';

/**
 * The Elastic Load Balancing user guide: "For each IP address, select the network, enter the IP address and port". With
 * `any`, each address tells its network by itself.
 */
export type AddressNetwork =
  | { readonly kind: 'any' }
  | { readonly kind: 'subnet'; readonly subnet: Subnet }
  /** Outside the VPC's subnets; the zone is a zone's name or `all`. */
  | { readonly kind: 'other'; readonly zone: string };

export interface AdditionsContext extends AddressCheckContext {
  /** What is staged for the group. */
  readonly pending: readonly ProposedChange[];
  /** The account's quota, where it is known. */
  readonly targetsPerGroup?: number;
}

interface LeftOut {
  /** What was written, or one address of a range that was written. */
  readonly text: string;
  /** 1-based */
  readonly line: number;
  readonly problem: string;
}

export interface CheckedAdditions {
  readonly accepted: readonly AcceptedAddress[];
  readonly leftOut: readonly LeftOut[];
  /** Sentences on what is accepted, and on what a range says that need not be said. */
  readonly notes: readonly string[];
}

/** At `now`, in milliseconds since the epoch. A thousand addresses are checked within a keystroke. */
export function checkAdditions(
  text: string,
  network: AddressNetwork,
  context: AdditionsContext,
  now: number,
): CheckedAdditions {
  const { entries, mistakes } = parseAddressList(text);
  const accepted: AcceptedAddress[] = [];
  const leftOut: LeftOut[] = [...mistakes];
  const reserved = new Map<string, string[]>();
  const repeated = pendingByKey(context.pending);
  for (const { text: word, line, target, isOfRange } of entries) {
    const wanted = withZone(target, network);
    const leave = (problem: string) => {
      leftOut.push({ text: formatAddress(wanted), line, problem });
    };
    const result = checkOne(wanted, network, context, now);
    if ('refusal' in result) {
      const { rule, message } = result.refusal;
      // Nobody means these when they write a block.
      if (isOfRange === true && rule === 'address-reserved')
        reserved.set(word, [...(reserved.get(word) ?? []), target.id]);
      else leave(message);
      continue;
    }
    const key = targetKey(result.target);
    const there = repeated.get(key) ?? checkRoom(accepted.length, context)?.message;
    if (there !== undefined) {
      leave(there);
      continue;
    }
    accepted.push(result);
    // 10.0.1.5 and 10.0.1.5:80 are one target where 80 is the default port.
    repeated.set(key, `${targetLabel(result.target)} is in the list twice. Remove one of them.`);
  }
  leftOut.sort((a, b) => a.line - b.line);
  const notes = accepted.flatMap(({ note }) => note ?? []);
  return { accepted, leftOut, notes: [...reservedInWords(reserved), ...notes] };
}

/** Whether one more fits beside those that are registered, pending and accepted so far. */
function checkRoom(
  accepted: number,
  { registered, pending, targetsPerGroup }: AdditionsContext,
): Refusal | undefined {
  const coming = pending.filter(({ action }) => action === 'register').length;
  return checkQuota(registered.length + coming, accepted + 1, targetsPerGroup);
}

/** The rules of zones ask what the choice of a network answers. */
const ZONE_RULES = ['zone-missing', 'zone-contradicts-subnet', 'zone-unknown'];

function checkOne(
  wanted: TargetIdentity,
  chosen: AddressNetwork,
  context: AdditionsContext,
  now: number,
): AcceptedAddress | { readonly refusal: Refusal } {
  const result = checkAddress(wanted, context, now);
  // Where an address is matters only when it could be a target at all.
  if ('refusal' in result && !ZONE_RULES.includes(result.refusal.rule)) return result;
  const refusal = checkNetwork(wanted.id, chosen, context);
  return refusal === undefined ? result : { refusal };
}

function checkNetwork(
  id: string,
  chosen: AddressNetwork,
  { network }: AdditionsContext,
): Refusal | undefined {
  const address = parseIpAddress(id);
  if (address === undefined || chosen.kind === 'any') return undefined;
  const { subnet } = placesOf(network).placeOf(address);
  const wanted = chosen.kind === 'subnet' ? chosen.subnet : undefined;
  if (subnet?.id === wanted?.id) return undefined;
  const where =
    subnet === undefined
      ? `is in no subnet of ${network.vpc.name ?? network.vpc.id}. Choose “Other private address” for it`
      : `is in the subnet ${subnetLabel(subnet)}. Choose that subnet for it`;
  const not = wanted === undefined ? '' : `is not in ${subnetLabel(wanted)}: it `;
  return { rule: 'other-network', message: `${address.text} ${not}${where}, or any network.` };
}

function subnetLabel({ id, name, cidrBlocks }: Subnet): string {
  return `${name ?? id} (${cidrBlocks.join(', ')})`;
}

function withZone(target: TargetIdentity, network: AddressNetwork): TargetIdentity {
  if (network.kind !== 'other' || target.availabilityZone !== undefined) return target;
  return { ...target, availabilityZone: network.zone };
}

/** Target key → the sentence that says that it is there. */
function pendingByKey(pending: readonly ProposedChange[]): Map<string, string> {
  return new Map(
    pending
      .filter(({ action }) => action === 'register')
      .map(({ target }) => [
        targetKey(target),
        `The register of ${targetLabel(target)} is pending already. Leave it out.`,
      ]),
  );
}

function reservedInWords(reserved: ReadonlyMap<string, readonly string[]>): string[] {
  return [...reserved].map(
    ([word, ids]) =>
      `Of ${word}, ${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'} left out: AWS reserves the first four addresses of a subnet and its last one.`,
  );
}
