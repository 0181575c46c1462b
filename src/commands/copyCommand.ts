// Copies the equivalent AWS CLI commands of groups, targets and pending changes.
import { env, window } from 'vscode';
import { changeCommands, type CliPlace, describeCommand, healthCommand, inTurn } from '../model/awsCli';
import { planChanges } from '../model/changePlan';
import { planCommands } from '../model/changeReview';
import { Problem } from '../model/problem';
import type { TargetIdentity } from '../model/target';
import type { ActivityNode, Node, TargetNode } from '../views/nodes';
import { type Choice, pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import { activityNodesOf, chooseGroups, type GroupChoice, nodesOf, targetsByGroup } from './pickGroup';
import { choosePending, groupOfPending } from './pickPending';
import type { CommandFunction, Services } from './services';

/** A group, or some of its targets. */
interface Subject extends GroupChoice {
  readonly place: CliPlace;
  /** All of the group's, unless `isWhole` is false. */
  readonly targets: readonly TargetIdentity[];
  readonly isWhole: boolean;
}

const SAID_FOR_MILLISECONDS = 6_000;

/** Commands that are written somewhere already: what is copied is what is read there. */
export interface WrittenCommands {
  readonly commands: readonly string[];
}

export const copyCommand: CommandFunction = async (services, node, nodes) => {
  if (isWritten(node)) {
    await copyCommands(node.commands);
    return;
  }
  const rows = nodesOf(node, nodes);
  if (rows.some(({ kind }) => kind === 'pendingHead' || kind === 'pendingChange')) {
    await copyCommands(await commandsOfPending(services, rows));
    return;
  }
  const activities = activityNodesOf(node, nodes);
  const subjects =
    activities.length > 0
      ? await Promise.all(activities.map((activity) => subjectOfActivity(services, activity)))
      : await subjectsOf(services, rows);
  await copyCommands(await pickOne(choicesFor(subjects), { title: 'Copy as AWS CLI' }));
};

function isWritten(node: unknown): node is WrittenCommands {
  return typeof node === 'object' && node !== null && 'commands' in node;
}

/** What an apply of them would send now. */
async function commandsOfPending(services: Services, rows: readonly Node[]): Promise<string[]> {
  const commands: string[] = [];
  for (const each of await choosePending(services, rows, '')) {
    const { account, group } = await groupOfPending(services, each);
    const { calls } = planChanges({
      group,
      registered: await account.readHealth(group.arn, { priority: 'user' }),
      changes: each.changes,
      drainingUntil: services.drains.drainingUntil(account.id, group.arn),
      now: services.clock.now(),
    });
    commands.push(...planCommands(await account.cloud(), group.arn, calls));
  }
  if (commands.length === 0) {
    throw new Problem('Nothing would be sent: what is pending is so already, or waits for a drain.', {
      kind: 'notFound',
      remedies: [{ kind: 'reviewChanges' }],
    });
  }
  return commands;
}

/** Says in the status bar what is on the clipboard. */
export async function copyCommands(commands: readonly string[]): Promise<void> {
  await env.clipboard.writeText(inTurn(commands));
  const what = commands.length === 1 ? 'the AWS CLI command' : `${commands.length} AWS CLI commands`;
  window.setStatusBarMessage(`$(check) Copied ${what}`, SAID_FOR_MILLISECONDS);
}

async function subjectsOf(services: Services, rows: readonly Node[]): Promise<Subject[]> {
  const targetRows = rows.filter((row): row is TargetNode => row.kind === 'target');
  const groupRows = rows.filter(({ kind }) => kind === 'group');
  const ofGroups =
    targetRows.length > 0 && groupRows.length === 0
      ? []
      : await chooseGroups(services, groupRows, 'Target group whose commands to copy');
  return Promise.all([
    ...targetsByGroup(targetRows).map((choice) => subject(choice, choice.targets, false)),
    ...ofGroups.map(async (choice) =>
      subject(choice, await choice.account.readHealth(choice.group.arn, { priority: 'user' }), true),
    ),
  ]);
}

/** Its targets, listed still or not: what drains or is gone can be registered again. */
async function subjectOfActivity(services: Services, activity: ActivityNode): Promise<Subject> {
  const rows = activity.standsFor();
  const [choice] = await chooseGroups(services, rows, 'Target group whose commands to copy');
  if (choice === undefined) throw new Cancelled();
  return subject(choice, activity.targets, false);
}

async function subject(
  { account, group }: GroupChoice,
  targets: readonly TargetIdentity[],
  isWhole: boolean,
): Promise<Subject> {
  return { account, group, place: await account.cloud(), targets, isWhole };
}

function choicesFor(subjects: readonly Subject[]): Choice<string[]>[] {
  const count = subjects.reduce((sum, { targets }) => sum + targets.length, 0);
  const isWhole = subjects.every((one) => one.isWhole);
  const groups = subjects.length === 1 ? 'the group' : `the ${subjects.length} groups`;
  const targets = count === 1 ? 'the target' : `the ${count} targets`;
  const those = isWhole ? `${targets} that ${groups} ${subjects.length === 1 ? 'has' : 'have'} now` : targets;
  const change = (action: 'register' | 'deregister') =>
    subjects.flatMap(({ place, group, targets: some }) => changeCommands(place, action, group.arn, some));
  const forAll = (commandOf: (one: Subject) => string) => subjects.map(commandOf);
  return [
    {
      label: 'describe-target-health',
      detail: `Shows the health of ${isWhole ? `every target of ${groups}` : targets}, with the reason.`,
      value: forAll(({ place, group, targets: some, isWhole: whole }) =>
        healthCommand(place, group.arn, whole ? [] : some),
      ),
    },
    {
      label: 'describe-target-groups',
      detail: `Shows how ${groups} ${subjects.length === 1 ? 'is' : 'are'} set up: protocol, port, health check, load balancer.`,
      value: forAll(({ place, group }) => describeCommand(place, group.arn)),
    },
    ...(count === 0
      ? []
      : [
          {
            label: 'register-targets',
            detail: `Registers ${those}, with port and zone.`,
            value: change('register'),
          },
          {
            label: 'deregister-targets',
            detail: `Deregisters ${those}, with port and zone.`,
            value: change('deregister'),
          },
        ]),
  ];
}
