// The port, and for an address the zone, that a target is registered with.
import { window } from 'vscode';
import { type AddressCheckContext, checkAddress } from '../model/addressEligibility';
import { checkPort } from '../model/eligibility';
import { type TargetIdentity, targetLabel } from '../model/target';
import { Cancelled } from './errorBoundary';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

/** Resolves with the target as it can be registered. */
export async function askForPortAndZone(
  services: Services,
  choice: GroupChoice,
  target: TargetIdentity,
): Promise<TargetIdentity> {
  const isAddress = choice.group.targetType === 'ip';
  const context = isAddress ? await contextOf(services, choice) : undefined;
  const { port, availabilityZone } = target;
  const check = (text: string) => checked(text.trim(), target.id, context, services.clock.now());
  const typed = await window.showInputBox({
    title: `Port${isAddress ? ' and Zone' : ''} of ${targetLabel(target)}`,
    prompt: isAddress
      ? 'A port, or port@zone; all is a zone for an address outside the VPC.'
      : 'A port from 1 to 65535.',
    value: `${port ?? ''}${availabilityZone === undefined ? '' : `@${availabilityZone}`}`,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const result = check(text);
      return typeof result === 'string' ? result : undefined;
    },
  });
  const result = typed === undefined ? undefined : check(typed);
  if (result === undefined || typeof result === 'string') throw new Cancelled();
  return result;
}

async function contextOf(
  { drains }: Services,
  { account, group }: GroupChoice,
): Promise<AddressCheckContext | undefined> {
  if (group.vpcId === undefined) return undefined;
  const cloud = await account.cloud();
  const [network, registered] = await Promise.all([
    cloud.network(group.vpcId, { priority: 'user' }),
    account.readHealth(group.arn, { priority: 'user' }),
  ]);
  return { group, network, registered, drainingUntil: drains.drainingUntil(account.id, group.arn) };
}

/** The target, or the sentence that says what is wrong. */
function checked(
  text: string,
  id: string,
  context: AddressCheckContext | undefined,
  now: number,
): TargetIdentity | string {
  const [, digits, availabilityZone] = /^(\d+)(?:@([A-Za-z0-9-]+))?$/.exec(text) ?? [];
  if (digits === undefined) return `“${text}” is not a port${context === undefined ? '' : ' or port@zone'}.`;
  if (context === undefined && availabilityZone !== undefined)
    return 'Only an address has a zone of its own.';
  const port = Number(digits);
  const target = { id, port, ...(availabilityZone === undefined ? {} : { availabilityZone }) };
  if (context === undefined) return checkPort(port)?.message ?? target;
  const result = checkAddress(target, context, now);
  return 'refusal' in result ? result.refusal.message : result.target;
}
