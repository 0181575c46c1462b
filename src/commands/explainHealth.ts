// Explains the health of targets, or of all targets of a group: a report with the likely causes in order, and above each
// what checks or mends it.
import { type Command, Uri } from 'vscode';
import { HEALTH_DASHBOARD_URL } from '../model/consoleLink';
import { COMMANDS } from '../model/contributions';
import { explainHealth as explain } from '../model/healthReasons';
import type { HealthRemedy } from '../model/healthReasons/explanation';
import { type ExplainedTarget, healthReport } from '../model/healthReport';
import { badness } from '../model/healthSummary';
import { Problem } from '../model/problem';
import { stateInWords } from '../model/stateWords';
import { type RegisteredTarget, type TargetIdentity, targetKey, targetLabel } from '../model/target';
import { knownFacts, readFresh, withFresh } from '../state/healthFacts';
import { remedyCommand } from '../views/healthRemedies';
import type { Node } from '../views/nodes';
import type { Report } from '../views/reports';
import { type Choice, pickOne } from './ask';
import type { WrittenCommands } from './copyCommand';
import { chooseGroups, type GroupChoice, nodesOf, targetsByGroup } from './pickGroup';
import type { CommandFunction, Services } from './services';
import { targetName } from './targetName';

const BY_USER = { priority: 'user' } as const;

/** A group's targets, all of them or some. */
interface Subject extends GroupChoice {
  /** Absent for all of the group. */
  readonly targets?: readonly TargetIdentity[];
}

export const explainHealth: CommandFunction = async (services, node, nodes) => {
  const subjects = await subjectsOf(services, nodesOf(node, nodes));
  for (const subject of subjects) await show(services, subject, subjects.length === 1);
};

async function subjectsOf(services: Services, rows: readonly Node[]): Promise<Subject[]> {
  const targetRows = rows.filter((row) => row.kind === 'target');
  if (targetRows.length > 0 && targetRows.length === rows.length) return targetsByGroup(targetRows);
  const groups = await chooseGroups(services, rows, 'Target group whose health to explain');
  return rows.length > 0 ? groups : Promise.all(groups.map(pickTarget));
}

/** One target, the worst ones first, or the whole group. */
async function pickTarget({ account, group }: GroupChoice): Promise<Subject> {
  const targets = await account.readHealth(group.arn, BY_USER);
  const worstFirst = [...targets].sort((a, b) => badness(b.health.state) - badness(a.health.state));
  const choices = worstFirst.map((target): Choice<Subject> => {
    const name = account.instance(target.id)?.name;
    return {
      label: name ?? targetLabel(target),
      description: [...(name === undefined ? [] : [targetLabel(target)]), stateInWords(target.health)].join(
        ' · ',
      ),
      value: { account, group, targets: [target] },
    };
  });
  if (choices.length === 0) return { account, group };
  return pickOne([{ label: `All targets of ${group.name}`, value: { account, group } }, ...choices], {
    placeHolder: `Target of ${group.name} whose health to explain`,
  });
}

async function show(services: Services, subject: Subject, preview: boolean): Promise<void> {
  const { account, group: known } = subject;
  const all = await account.readHealth(known.arn, BY_USER);
  const group = account.group(known.arn)?.group ?? known;
  const targets = subject.targets?.map((target) => foundAmong(all, target)) ?? all;
  if (targets.length === 0)
    throw new Problem(`${group.name} has no target whose health could be explained. Register one first.`, {
      kind: 'notFound',
    });
  const fresh = await readFresh(account, group, targets, BY_USER);
  const { text, remedies, commands, commandsLine } = healthReport({
    group,
    connection: account.label,
    place: await account.cloud(),
    targets: targets.map((target): ExplainedTarget => {
      const facts = withFresh(knownFacts(services, account, group, target), fresh, target);
      const name = fresh.instances.get(target.id)?.name ?? account.instance(target.id)?.name;
      const explanation = explain(target.health, group, facts);
      return { target, facts, explanation, ...(name === undefined ? {} : { name }) };
    }),
    all,
    history: services.history.of(account.id, group.arn),
    at: services.clock.now(),
  });
  const nodes = nodesFor(services, subject, targets);
  const again = action('$(refresh) Explain Again', COMMANDS.explainHealth, nodes);
  const timeline = action('$(graph-line) Show Health Timeline', COMMANDS.showHealthTimeline, nodes);
  const written: WrittenCommands = { commands };
  const copy = { title: '$(copy) Copy the Command', command: COMMANDS.copyCommand, arguments: [written] };
  const [only] = targets;
  const isOne = targets.length === 1 && only !== undefined;
  await services.reports.show(
    `Health of ${isOne ? targetName(account, only).replaceAll('/', '-') : group.name}`,
    `health|${account.id}|${group.arn}|${isOne ? targetKey(only) : ''}`,
    {
      text,
      actions: [
        { line: 0, command: again },
        { line: 0, command: timeline },
        ...remedies.map(({ line, remedy, targets: some }) => ({
          line,
          command: remedyAction(remedy, nodesFor(services, { ...subject, targets: some }, some)),
        })),
        { line: commandsLine, command: copy },
      ],
      outdated: {
        notice: 'OUT OF DATE: the health of these targets has changed since. Explain it again.',
        actions: [again],
        when: (listener) => whenOtherwise(services, subject, targets, listener),
      },
    } satisfies Report,
    { preview },
  );
}

/** One that was deregistered meanwhile is explained as the API would: not registered. */
function foundAmong(all: readonly RegisteredTarget[], target: TargetIdentity): RegisteredTarget {
  const key = targetKey(target);
  return (
    all.find((each) => targetKey(each) === key) ?? {
      ...target,
      health: { state: 'unused', reason: 'Target.NotRegistered' },
    }
  );
}

function nodesFor(
  { tree }: Services,
  { account, group, targets: some }: Subject,
  targets: readonly TargetIdentity[],
): Node[] {
  if (some === undefined) return [tree.nodes.group(account, group.arn)];
  return targets.map((target) => tree.nodes.targetOfKey(account, group.arn, targetKey(target)));
}

function action(title: string, command: string, nodes: readonly Node[]): Command {
  return { title, command, arguments: [nodes[0], nodes] };
}

function remedyAction(remedy: HealthRemedy, nodes: readonly Node[]): Command {
  const command = remedyCommand(remedy);
  return command === undefined
    ? { title: remedy.label, command: 'vscode.open', arguments: [Uri.parse(HEALTH_DASHBOARD_URL, true)] }
    : action(remedy.label, command, nodes);
}

/** Calls when a read shows one of the targets in another state, or for another reason, than was explained. */
function whenOtherwise(
  { inventory }: Services,
  { account, group, targets: some }: Subject,
  explained: readonly RegisteredTarget[],
  listener: () => void,
): { dispose(): void } {
  const sign = (targets: readonly RegisteredTarget[]) =>
    JSON.stringify(targets.map((target) => [targetKey(target), target.health]).sort());
  const before = sign(explained);
  return inventory.onDidReadHealth((read) => {
    if (read.account !== account || read.group.arn !== group.arn) return;
    const now =
      some === undefined ? read.targets : explained.map((target) => foundAmong(read.targets, target));
    if (sign(now) !== before) listener();
  });
}
