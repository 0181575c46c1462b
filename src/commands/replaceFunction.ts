// Replaces a function through a new target group: asks for both, shows what will be made and changed, and goes on with
// what an earlier run has begun.
import { ProgressLocation, window } from 'vscode';
import { COMMANDS } from '../model/contributions';
import { problemWithName, proposeName, type ReplacementPlan } from '../model/functionReplacement';
import { completed, replacementReview, replacementSummary } from '../model/functionReplacementReview';
import { Problem } from '../model/problem';
import { routeInWords } from '../model/routing';
import { targetLabel } from '../model/target';
import type { BegunReplacement } from '../state/begunReplacements';
import type { Replaced } from '../state/functionReplacement';
import { pickFunction } from './askForFunction';
import { confirm, pickOne } from './ask';
import { Cancelled, logError } from './errorBoundary';
import { offerNext } from './offerNext';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';

interface Wanted {
  readonly newFunctionArn: string;
  readonly newName: string;
}

/** From a menu come the rows; from a review's own action, the group and what was asked before. */
export const replaceFunction: CommandFunction = async (services, node, nodesOrAsked) => {
  const asked = isWanted(nodesOrAsked) ? nodesOrAsked : undefined;
  const choices = await chooseGroups(
    services,
    nodesOf(node, nodesOrAsked),
    'Target group whose function to replace',
  );
  for (const choice of choices) await replaceIn(services, choice, asked);
};

async function replaceIn(services: Services, choice: GroupChoice, asked: Wanted | undefined): Promise<void> {
  const { account, group } = choice;
  if (group.targetType !== 'lambda') {
    throw new Problem(`${group.name} has no function: its target type is ${group.targetType}.`, {
      kind: 'invalid',
    });
  }
  const wanted = asked ?? (await unfinished(services, choice)) ?? (await askForWanted(choice));
  const plan = await services.replacements.plan({ account, group, ...wanted });
  await showReview(services, choice, plan, wanted);
  await confirm(
    `Replace the function of ${group.name} (${account.label}) by ${targetLabel({ id: plan.newFunctionArn })}?`,
    replacementSummary(plan),
    'Continue',
  );
  const replaced = await carryOut(services, choice, plan);
  if (replaced.leftOver.length === 0) {
    await showReview(services, choice, completed(plan, replaced.newGroupArn));
  }
  tell(services, choice, plan, replaced);
}

/** Who leaves the dialog to read it can go on from the review itself; `wanted` is absent when there is nothing to do. */
async function showReview(
  { reports, tree }: Services,
  { account, group }: GroupChoice,
  plan: ReplacementPlan,
  wanted?: Wanted,
): Promise<void> {
  const place = await account.cloud();
  const goOn = {
    title: '$(play) Continue…',
    command: COMMANDS.replaceFunction,
    arguments: [tree.nodes.group(account, group.arn), wanted],
  };
  await reports.show(`Replace the Function of ${group.name}`, `${account.id}|${group.arn}`, {
    text: replacementReview(plan, place, account.label),
    actions: wanted === undefined ? [] : [{ line: 0, command: goOn }],
  });
}

function isWanted(value: unknown): value is Wanted {
  return typeof value === 'object' && value !== null && 'newFunctionArn' in value && 'newName' in value;
}

/** What an earlier run has begun, where the user goes on with it. */
async function unfinished(
  { replacements }: Services,
  { account, group }: GroupChoice,
): Promise<Wanted | undefined> {
  const begun = replacements.unfinished(account.id, group.arn);
  if (begun === undefined) return undefined;
  const chosen = await pickOne<BegunReplacement | undefined>(
    [
      {
        label: `$(debug-continue) Go on with ${begun.newName}`,
        description: targetLabel({ id: begun.newFunctionArn }),
        detail: `Begun ${new Date(begun.begunAt).toLocaleString()}; what is done is not done again`,
        value: begun,
      },
      {
        label: '$(discard) Begin anew',
        detail: `With another function or another group; ${begun.newName} stays as it is`,
        value: undefined,
      },
    ],
    {
      title: `Replace the Function of ${group.name}`,
      placeHolder: 'A replacement has begun and is not complete',
    },
  );
  if (chosen === undefined) await replacements.forget(begun);
  return chosen;
}

async function askForWanted(choice: GroupChoice): Promise<Wanted> {
  const { account, group } = choice;
  const title = `Replace the Function of ${group.name}`;
  const newFunctionArn = await pickFunction(choice, title, 3);
  const taken = new Set(account.groups.map((known) => known.group.name));
  const newName = await window.showInputBox({
    title: `${title} (3/3)`,
    prompt: `Name of the new target group; it gets the settings of ${group.name}`,
    value: proposeName(group.name, taken),
    ignoreFocusOut: true,
    validateInput: (name) => problemWithName(name, taken),
  });
  if (newName === undefined) throw new Cancelled();
  return { newFunctionArn, newName };
}

async function carryOut(services: Services, choice: GroupChoice, plan: ReplacementPlan): Promise<Replaced> {
  const { account, group } = choice;
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title: `Replacing the function of ${group.name}` },
      (progress) =>
        services.replacements.carryOut(account, plan, (step) => {
          progress.report({ message: step });
        }),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    logError(services.log, COMMANDS.replaceFunction, error);
    offerNext({
      kind: 'error',
      message: error.message,
      button: 'Go On…',
      command: COMMANDS.replaceFunction,
      node: services.tree.nodes.group(account, group.arn),
    });
    throw new Cancelled();
  }
}

function tell(
  { tree }: Services,
  { account, group }: GroupChoice,
  plan: ReplacementPlan,
  { movedCount, leftOver }: Replaced,
): void {
  const node = tree.nodes.group(account, group.arn);
  const label = targetLabel({ id: plan.newFunctionArn });
  if (leftOver.length > 0) {
    offerNext({
      kind: 'error',
      message: `${movedCount} routes were moved to ${plan.newName}, but since the review others were pointed at ${group.name}: ${leftOver.map(routeInWords).join('; ')}. Review and move them too.`,
      button: 'Go On…',
      command: COMMANDS.replaceFunction,
      node,
    });
    return;
  }
  const routes = movedCount === 1 ? '1 route forwards' : `${movedCount} routes forward`;
  offerNext({
    kind: 'information',
    message: `${routes} to ${plan.newName} with ${label} now. ${group.name} gets no requests any more; it is kept, with its function, until you delete it.`,
    button: 'Delete the Old Group…',
    command: COMMANDS.deleteGroup,
    node,
  });
}
