// Attaches a target group to an Auto Scaling group, and detaches it; says first what becomes of the instances.
import { ProgressLocation, window } from 'vscode';
import { type AutoScalingGroup, instancesInService } from '../model/autoScaling';
import { consequencesOfDeregister } from '../model/consequences';
import { durationInWords } from '../model/duration';
import { Problem } from '../model/problem';
import { targetLabel } from '../model/target';
import type { ChangeResult } from '../state/registration';
import { type Attachment, leavingWith } from '../state/scaling';
import type { Node } from '../views/nodes';
import { type Choice, confirm, pickAllowed, type Separator, separator } from './ask';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';

const BY_USER = { priority: 'user' } as const;
const SAID_FOR_MILLISECONDS = 6_000;

export const attachToAutoScaling: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const choices = await chooseScalable(services, rows, 'Target group to attach to an Auto Scaling group');
  for (const choice of choices) {
    const autoScalingGroup = await pickAllowed(attachable(choice), {
      title: `Attach ${choice.group.name} to an Auto Scaling Group`,
      placeHolder: 'Its instances are registered, and those that it launches later',
    });
    const attachment = { ...choice, autoScalingGroup };
    const result = await whileTelling(attachment, 'Attaching', services.scaling.attach(attachment));
    tell(attachment, result, 'registered');
  }
};

export const detachFromAutoScaling: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const choices = await chooseScalable(services, rows, 'Target group to detach from an Auto Scaling group');
  for (const choice of choices) {
    const autoScalingGroup = await pickAllowed(attached(choice), {
      title: `Detach ${choice.group.name} from an Auto Scaling Group`,
      placeHolder: 'Its instances are deregistered, and keep running',
    });
    const attachment = { ...choice, autoScalingGroup };
    await confirmDetach(services, attachment);
    services.monitor.show({ preserveFocus: true });
    const result = await whileTelling(attachment, 'Detaching', services.scaling.detach(attachment));
    tell(attachment, result, 'deregistered');
  }
};

async function chooseScalable(
  services: Services,
  rows: readonly Node[],
  placeHolder: string,
): Promise<GroupChoice[]> {
  const choices = await chooseGroups(services, rows, placeHolder);
  const other = choices.find(({ group }) => group.targetType !== 'instance');
  if (other === undefined) return choices;
  throw new Problem(
    `${other.group.name} takes targets of type ${other.group.targetType}; an Auto Scaling group registers instances only. Choose a target group of type instance.`,
    { kind: 'invalid' },
  );
}

/** Those of the group's VPC first; last those that cannot be, with the reason. */
async function attachable({
  account,
  group,
}: GroupChoice): Promise<(Choice<AutoScalingGroup> | Separator)[]> {
  const cloud = await account.cloud();
  const [groups, network] = await Promise.all([
    cloud.autoScalingGroups(BY_USER),
    cloud.network(group.vpcId ?? '', BY_USER),
  ]);
  if (groups.length === 0) {
    throw new Problem(`There is no Auto Scaling group in ${account.label}. Create one, then attach it.`, {
      kind: 'notFound',
    });
  }
  const subnets = new Set(network.subnets.map(({ id }) => id));
  const choices = groups.map((one) => {
    if (one.targetGroupArns.includes(group.arn)) {
      return choice(one, 'Attached already.', `${group.name} is attached to ${one.name} already.`);
    }
    if (one.subnetIds.some((id) => !subnets.has(id))) {
      const refusal = `${one.name} is in another VPC: its subnets (${one.subnetIds.join(', ')}) are not in ${group.vpcId ?? ''}, where the targets of ${group.name} must be.`;
      return choice(one, `In another VPC than ${group.name}.`, refusal);
    }
    const count = instancesInService(one).length;
    return choice(one, `${instances(count)} will be registered on port ${group.port ?? ''}`);
  });
  const refused = choices.filter(({ refusal }) => refusal !== undefined);
  return [
    ...choices.filter(({ refusal }) => refusal === undefined),
    ...(refused.length === 0 ? [] : [separator('cannot be attached'), ...refused]),
  ];
}

async function attached({ account, group }: GroupChoice): Promise<Choice<AutoScalingGroup>[]> {
  const cloud = await account.cloud();
  const [groups, registered] = await Promise.all([
    cloud.autoScalingGroups(BY_USER),
    account.readHealth(group.arn, BY_USER),
  ]);
  const found = groups.filter(({ targetGroupArns }) => targetGroupArns.includes(group.arn));
  if (found.length === 0) {
    throw new Problem(`${group.name} is attached to no Auto Scaling group.`, { kind: 'notFound' });
  }
  return found.map((one) => {
    const leaving = leavingWith({ account, group, autoScalingGroup: one }, registered);
    return choice(one, `${instances(leaving.length)} will be deregistered`);
  });
}

function choice(group: AutoScalingGroup, detail: string, refusal?: string): Choice<AutoScalingGroup> {
  const { name, desiredCapacity, minSize, maxSize } = group;
  return {
    label: name,
    description: `${instances(desiredCapacity)} wanted, ${minSize} to ${maxSize}`,
    detail: refusal === undefined ? detail : `$(circle-slash) ${detail}`,
    value: group,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

async function confirmDetach({ registration }: Services, attachment: Attachment): Promise<void> {
  const { account, group, autoScalingGroup } = attachment;
  const registered = await account.readHealth(group.arn, BY_USER);
  const leaving = leavingWith(attachment, registered);
  const delay = await registration.delayOf(account, group);
  const drain = delay === undefined ? '' : ` and drain for up to ${durationInWords(delay)}`;
  const consequence =
    leaving.length === 0
      ? 'None of its instances is registered.'
      : `Its ${instances(leaving.length)} (${leaving.map(({ id }) => account.instance(id)?.name ?? id).join(', ')}) ${leaving.length === 1 ? 'is' : 'are'} deregistered${drain}; they keep running.`;
  await confirm(
    `Detach ${group.name} from the Auto Scaling group ${autoScalingGroup.name} (${account.label})?`,
    [
      consequence,
      `Instances that ${autoScalingGroup.name} launches from now on are not registered any more.`,
      ...consequencesOfDeregister(group, leaving, registered, new Map()),
    ].join('\n\n'),
    'Detach',
  );
}

function whileTelling(
  { group, autoScalingGroup }: Attachment,
  word: string,
  work: Promise<ChangeResult>,
): Thenable<ChangeResult> {
  const title = `${word} ${group.name}: ${autoScalingGroup.name}`;
  return window.withProgress({ location: ProgressLocation.Notification, title }, () => work);
}

function tell(
  { group, autoScalingGroup }: Attachment,
  { outcomes, error }: ChangeResult,
  done: 'registered' | 'deregistered',
): void {
  const undone = outcomes.filter((outcome) => !outcome.done);
  const [first] = undone;
  if (first !== undefined || error !== undefined) {
    if (error !== undefined && undone.length === outcomes.length) throw error;
    const why = error === undefined ? '' : ` ${error.message}`;
    throw new Problem(
      `${autoScalingGroup.name} took the call, but ${undone.length} of ${outcomes.length} instances are not ${done} with ${group.name} yet: ${undone.map(({ target }) => targetLabel(target)).join(', ')}.${why} Refresh the group in a minute.`,
      { kind: 'service', remedies: [{ kind: 'refresh' }] },
    );
  }
  const change = done === 'registered' ? 'attached to' : 'detached from';
  window.setStatusBarMessage(
    `$(check) ${group.name} is ${change} ${autoScalingGroup.name}: ${instances(outcomes.length)} ${done}`,
    SAID_FOR_MILLISECONDS,
  );
}

function instances(count: number): string {
  return count === 1 ? '1 instance' : `${count} instances`;
}
