// Check Security Groups, and what follows from it: add the missing rules after a review, or copy their commands.
import { ProgressLocation, window } from 'vscode';
import { authorizeCommands } from '../model/awsCli';
import { COMMANDS } from '../model/contributions';
import { Problem } from '../model/problem';
import { isRecommendation, type MissingRule } from '../model/securityGroups/missingRules';
import { securityReport } from '../model/securityGroups/report';
import { rulesReview } from '../model/securityGroups/review';
import type { SecurityCheck } from '../model/securityGroups/securityCheck';
import { stateInWords } from '../model/stateWords';
import { type RegisteredTarget, type TargetIdentity, targetKey, targetLabel } from '../model/target';
import { addRules, checkSecurityGroups as check, instanceNames } from '../state/securityCheck';
import type { Node } from '../views/nodes';
import { copyCommands } from './copyCommand';
import { Cancelled } from './errorBoundary';
import { chooseGroups, nodesOf, targetsByGroup, type TargetsChoice } from './pickGroup';
import type { CommandFunction, Services } from './services';

/** A group's targets, all of them or some. */
interface Subject extends TargetsChoice {
  readonly isWhole: boolean;
}

export const checkSecurityGroups: CommandFunction = async (services, node, nodes) => {
  const subjects = await subjectsOf(services, nodesOf(node, nodes));
  for (const subject of subjects) {
    await show(services, subject, await checked(services, subject), subjects.length === 1);
  }
};

export const addMissingRules: CommandFunction = async (services, node, nodes) => {
  for (const subject of await subjectsOf(services, nodesOf(node, nodes))) {
    const found = await checked(services, subject);
    if (found.missing.length === 0) {
      await show(services, subject, found, true);
      void window.showInformationMessage(`${subject.group.name}: no security group rule is missing.`);
      continue;
    }
    const rules = await review(subject, found);
    const after = await window.withProgress(
      { location: ProgressLocation.Window, title: `Adding security group rules for ${subject.group.name}` },
      () => addRules(subject.account, found, rules, services.clock),
    );
    await show(services, subject, after, true);
  }
};

export const copyMissingRules: CommandFunction = async (services, node, nodes) => {
  const commands: string[] = [];
  for (const subject of await subjectsOf(services, nodesOf(node, nodes))) {
    const { missing } = await checked(services, subject);
    commands.push(...authorizeCommands(await subject.account.cloud(), missing));
  }
  if (commands.length === 0) {
    void window.showInformationMessage('No security group rule is missing, so there is no command to copy.');
    return;
  }
  await copyCommands(commands);
};

/** Groups with all their targets, or the targets that are selected. */
async function subjectsOf(services: Services, rows: readonly Node[]): Promise<Subject[]> {
  const targetRows = rows.filter((row) => row.kind === 'target');
  if (targetRows.length > 0 && rows.every(({ kind }) => kind === 'target')) {
    return targetsByGroup(targetRows).map((choice) => ({ ...choice, isWhole: false }));
  }
  const groups = await chooseGroups(services, rows, 'Target group whose security groups to check');
  return Promise.all(
    groups.map(async (choice) => ({
      ...choice,
      targets: await choice.account.readHealth(choice.group.arn, { priority: 'user' }),
      isWhole: true,
    })),
  );
}

async function checked({ clock }: Services, { account, group, targets }: Subject): Promise<SecurityCheck> {
  if (targets.length === 0) {
    throw new Problem(`${group.name} has no target whose security groups could be checked.`, {
      kind: 'notFound',
    });
  }
  const title = `Checking the security groups of ${group.name}`;
  return window.withProgress({ location: ProgressLocation.Window, title }, () =>
    check(account, group, targets, clock),
  );
}

async function show(
  { reports, tree }: Services,
  { account, group, targets, isWhole }: Subject,
  found: SecurityCheck,
  preview: boolean,
): Promise<void> {
  const { text, rulesLine } = securityReport({
    check: found,
    checkedAt: new Date(found.checkedAt).toLocaleTimeString(),
    targetWords: targetWordsOf(targets, (id) => account.instance(id)?.name),
    commands: authorizeCommands(await account.cloud(), found.missing),
  });
  const nodes = isWhole
    ? [tree.nodes.group(account, group.arn)]
    : targets.map((target) => tree.nodes.target(account, group.arn, target));
  const action = (line: number, title: string, command: string) => ({
    line,
    command: { title, command, arguments: [nodes[0], nodes] },
  });
  const addRulesAt = (line: number) => [
    action(line, '$(add) Add the Missing Rules…', COMMANDS.addMissingRules),
    action(line, '$(copy) Copy as AWS CLI', COMMANDS.copyMissingRules),
  ];
  await reports.show(
    `Security Groups of ${group.name}`,
    `${account.id}|${group.arn}`,
    {
      text,
      actions: [
        action(0, '$(refresh) Check Again', COMMANDS.checkSecurityGroups),
        ...(rulesLine === undefined ? [] : [...addRulesAt(0), ...addRulesAt(rulesLine)]),
      ],
    },
    { preview },
  );
}

function targetWordsOf(
  targets: readonly RegisteredTarget[],
  nameOf: (id: string) => string | undefined,
): (target: TargetIdentity) => string {
  const states = new Map(targets.map((target) => [targetKey(target), stateInWords(target.health)]));
  return (target) =>
    [nameOf(target.id), targetLabel(target), states.get(targetKey(target))]
      .filter((part) => part !== undefined)
      .join(' · ');
}

/** The rules that the user wants added: those that are needed, or the recommended ones as well. */
async function review({ account }: Subject, found: SecurityCheck): Promise<readonly MissingRule[]> {
  const { missing } = found;
  const needed = missing.filter((rule) => !isRecommendation(rule));
  const nameOf = await instanceNames(account, found);
  const { message, detail } = rulesReview(found, nameOf);
  const choices = new Map<string, readonly MissingRule[]>();
  if (needed.length > 0) choices.set(needed.length === 1 ? 'Add the Rule' : 'Add the Rules', needed);
  if (needed.length < missing.length) {
    choices.set(needed.length === 0 ? 'Add the Recommended' : 'Add All and the Recommended', missing);
  }
  const chosen = await window.showWarningMessage(message, { modal: true, detail }, ...choices.keys());
  const rules = chosen === undefined ? undefined : choices.get(chosen);
  if (rules === undefined) throw new Cancelled();
  return rules;
}
