// Which network addresses that are to be registered are from, or where the list of them is.
import { env, UIKind } from 'vscode';
import type { AddressNetwork } from '../model/addressAdditions';
import { parseAddressList } from '../model/addressList';
import { type AddressFamily, parseBlock } from '../model/ipAddress';
import type { GroupNetwork, Subnet } from '../model/network';
import { plural } from '../model/plural';
import type { TargetGroup } from '../model/targetGroup';
import { type Choice, pickOne, separator } from './ask';

/** The network, with the list where there is one already; or the wish to write the list as a document. */
export type NetworkAnswer = { readonly network: AddressNetwork; readonly text?: string } | 'asText';

const OTHER = Symbol('another private address');
const CLIPBOARD = Symbol('the addresses in the clipboard');

export async function pickNetwork(
  group: TargetGroup,
  network: GroupNetwork,
  title: string,
): Promise<NetworkAnswer> {
  const picked = await pickOne<NetworkAnswer | typeof OTHER | typeof CLIPBOARD>(
    [
      {
        label: '$(globe) Any network',
        description: 'each address tells its subnet by itself; others go with a zone, like 192.168.7.9@all',
        value: { network: { kind: 'any' } },
      },
      separator(`subnets of ${network.vpc.name ?? network.vpc.id}`),
      ...subnetChoices(network.subnets, group.ipAddressType ?? 'ipv4'),
      separator('other'),
      {
        label: '$(link) Other private address',
        description: 'of a peered VPC or reached otherwise; goes with a zone',
        value: OTHER,
      },
      ...(await clipboardChoices()),
      {
        label: '$(list-flat) As text…',
        description: 'a document to write or paste a long list in',
        value: 'asText',
      },
    ],
    { title, placeHolder: 'Network of the addresses' },
  );
  switch (picked) {
    case OTHER:
      return { network: { kind: 'other', zone: await pickZone(network, title) } };
    case CLIPBOARD:
      return { network: { kind: 'any' }, text: onOneLine(await env.clipboard.readText()) };
    default:
      return picked;
  }
}

function subnetChoices(subnets: readonly Subnet[], family: AddressFamily): Choice<NetworkAnswer>[] {
  const byName = [...subnets].sort((a, b) => collator.compare(a.name ?? a.id, b.name ?? b.id));
  return byName.flatMap((subnet) => {
    const blocks = subnet.cidrBlocks.filter((block) => parseBlock(block)?.family === family);
    if (blocks.length === 0) return [];
    const { id, name, availabilityZone } = subnet;
    return [
      {
        label: name ?? id,
        description: [...(name === undefined ? [] : [id]), availabilityZone, ...blocks].join(' · '),
        value: { network: { kind: 'subnet', subnet } },
      },
    ];
  });
}

/**
 * The clipboard, where it holds more addresses than anything else. A browser asks before it lets anybody read that, and so
 * it is not looked into there before it is chosen.
 */
async function clipboardChoices(): Promise<Choice<typeof CLIPBOARD>[]> {
  const label = '$(clippy) From the clipboard';
  if (env.uiKind === UIKind.Web) return [{ label, description: 'what you have copied', value: CLIPBOARD }];
  const { entries, mistakes } = parseAddressList(await env.clipboard.readText());
  if (entries.length === 0 || entries.length < mistakes.length) return [];
  const unread = mistakes.length === 0 ? '' : `, ${mistakes.length} that cannot be read`;
  return [{ label, description: `${plural(entries.length, 'address')}${unread}`, value: CLIPBOARD }];
}

/** The box has one line, where a comment would go on to the end. */
function onOneLine(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}

function pickZone({ availabilityZones }: GroupNetwork, title: string): Promise<string> {
  return pickOne(
    [
      { label: 'all', description: 'every enabled zone of the load balancer sends to it', value: 'all' },
      ...availabilityZones.map((zone) => ({ label: zone, value: zone })),
    ],
    { title, placeHolder: 'Availability Zone of the addresses' },
  );
}

const collator = new Intl.Collator('en', { numeric: true });
