// Which IP addresses to register: typed or pasted, checked as they are typed.
import { type InputBoxValidationMessage, InputBoxValidationSeverity, window } from 'vscode';
import { parseAddressList } from '../model/addressList';
import { type AddressCheckContext, checkAddress } from '../model/eligibility';
import { Problem } from '../model/problem';
import { type TargetIdentity, targetKey, targetLabel } from '../model/target';
import { Cancelled } from './errorBoundary';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

export async function askForAddresses(
  { drains, clock }: Services,
  { account, group }: GroupChoice,
): Promise<TargetIdentity[]> {
  const { vpcId } = group;
  if (vpcId === undefined) throw new Problem(`${group.name} has no VPC.`, { kind: 'invalid' });
  const cloud = await account.cloud();
  const [network, registered] = await Promise.all([
    cloud.network(vpcId, { priority: 'user' }),
    account.readHealth(group.arn, { priority: 'user' }),
  ]);
  const drainingUntil = drains.drainingUntil(account.id, group.arn);
  const context: AddressCheckContext = { group, network, registered, drainingUntil };
  const typed = await window.showInputBox({
    title: `Register IP Addresses with ${group.name}`,
    prompt: `One or several: address, address:port or address:port@zone. Without a port, ${group.port ?? ''} is used.`,
    placeHolder: '10.0.1.50  10.0.1.51:8081  192.168.7.9:80@all',
    ignoreFocusOut: true,
    validateInput: (text) => validate(text, context, clock.now()),
  });
  if (typed === undefined) throw new Cancelled();
  return check(typed, context, clock.now()).targets;
}

/** How many of the targets are named before they are registered. */
const SHOWN = 4;

interface Checked {
  readonly targets: readonly TargetIdentity[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

function check(
  text: string,
  context: AddressCheckContext,
  now: number,
): Checked & { targets: TargetIdentity[] } {
  const { entries, mistakes } = parseAddressList(text);
  const targets: TargetIdentity[] = [];
  const problems = mistakes.map(({ problem }) => problem);
  const notes: string[] = [];
  const keys = new Set<string>();
  for (const entry of entries) {
    const result = checkAddress(entry.target, context, now);
    if ('refusal' in result) {
      problems.push(result.refusal.message);
      continue;
    }
    if (result.whenDrained === true) {
      problems.push(result.note ?? '');
      continue;
    }
    // 10.0.1.5 and 10.0.1.5:80 are one target where 80 is the default port.
    if (keys.has(targetKey(result.target))) {
      problems.push(`“${entry.text}” is in the list twice. Remove one of them.`);
      continue;
    }
    keys.add(targetKey(result.target));
    targets.push(result.target);
    if (result.note !== undefined) notes.push(result.note);
  }
  return { targets, problems, notes };
}

function validate(
  text: string,
  context: AddressCheckContext,
  now: number,
): InputBoxValidationMessage | string | undefined {
  if (text.trim() === '') return 'Type or paste at least one IP address.';
  const { targets, problems, notes } = check(text, context, now);
  const [first, ...others] = problems;
  if (first !== undefined)
    return others.length === 0 ? first : `${first} (and ${others.length} more that cannot be registered)`;
  const shown = targets.slice(0, SHOWN).map(targetLabel).join(', ');
  const more = targets.length > SHOWN ? ` and ${targets.length - SHOWN} more` : '';
  const message = [`Ready to register ${shown}${more}.`, ...notes].join(' ');
  return { message, severity: InputBoxValidationSeverity.Info };
}
