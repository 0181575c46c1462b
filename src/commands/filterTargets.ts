// Which targets of a group the tree shows, and in which order. The tree follows while the filter is typed.
import { type InputBox, InputBoxValidationSeverity, window } from 'vscode';
import { capitalized } from '../model/capitalized';
import { plural } from '../model/plural';
import {
  DEFAULT_SORT,
  parseTargetFilter,
  SORT_KEYS,
  sortInWords,
  type TargetSort,
} from '../model/targetFilter';
import { type GroupKey, isSameSort } from '../state/targetViews';
import { pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';

const EXAMPLES = 'state:unhealthy zone:us-east-1a port:8080 name:web 10.0. -state:draining "exact words"';

export const filterTargets: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to filter');
  await Promise.all(choices.map((choice) => read(choice)));
  for (const { account, group } of choices) services.tree.expand(account, group.arn);
  const filter = await askForFilter(services, choices);
  for (const choice of choices) await services.targetViews.setFilter(keyOf(choice), filter);
};

export const clearFilter: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to show all targets of');
  for (const choice of choices) await services.targetViews.setFilter(keyOf(choice), '');
};

export const sortTargets: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to sort');
  const [first] = choices;
  const used = first === undefined ? DEFAULT_SORT : services.targetViews.view(keyOf(first)).sort;
  const sorts = SORT_KEYS.flatMap((key): TargetSort[] => [
    { key, descending: false },
    { key, descending: true },
  ]);
  const sort = await pickOne(
    sorts.map((value) => ({
      label: `${isSameSort(value, used) ? '$(check)' : '$(blank)'} ${capitalized(sortInWords(value))}`,
      value,
    })),
    { title: `Sort ${namesOf(choices)}`, placeHolder: `Sorted by ${sortInWords(used)}` },
  );
  for (const choice of choices) await services.targetViews.setSort(keyOf(choice), sort);
};

/** Resolves with a filter that can be read; leaving the question shows what was shown before. */
async function askForFilter(services: Services, choices: readonly GroupChoice[]): Promise<string> {
  const { targetViews } = services;
  const box = window.createInputBox();
  box.title = `Filter ${namesOf(choices)}`;
  box.placeholder = EXAMPLES;
  box.ignoreFocusOut = true;
  const [first] = choices;
  box.value = first === undefined ? '' : targetViews.view(keyOf(first)).filter;
  // What is offered is there to be changed or replaced.
  box.valueSelection = [0, box.value.length];
  const show = () => {
    const filter = box.value.trim();
    const query = parseTargetFilter(filter);
    if ('problem' in query) {
      box.validationMessage = query.problem;
      return;
    }
    for (const choice of choices) targetViews.preview(keyOf(choice), filter);
    tellCount(box, services, choices);
  };
  show();
  const asked = new Promise<string>((resolve, reject) => {
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      const filter = box.value.trim();
      if (!('problem' in parseTargetFilter(filter))) resolve(filter);
    });
    box.onDidHide(() => {
      reject(new Cancelled());
    });
  });
  box.show();
  try {
    return await asked;
  } finally {
    box.dispose();
    for (const choice of choices) targetViews.endPreview(keyOf(choice));
  }
}

function tellCount(box: InputBox, { targetViews }: Services, choices: readonly GroupChoice[]): void {
  const all = sum(choices, ({ account, group }) => account.group(group.arn)?.targets?.length);
  const shown = sum(choices, ({ account, group }) => targetViews.targets(account, group.arn)?.length);
  if (box.value.trim() === '') {
    box.validationMessage = {
      message: `All ${plural(all, 'target')} shown. Words are looked for everywhere; state:, reason:, zone:, port:, id: and name: in one place; all terms must hold.`,
      severity: InputBoxValidationSeverity.Info,
    };
    return;
  }
  box.validationMessage = {
    message: shown === 0 ? `None of ${plural(all, 'target')} matches.` : `${shown} of ${all} shown.`,
    severity: shown === 0 ? InputBoxValidationSeverity.Warning : InputBoxValidationSeverity.Info,
  };
}

async function read({ account, group }: GroupChoice): Promise<void> {
  if (account.group(group.arn)?.targets === undefined)
    await account.readHealth(group.arn, { priority: 'user' });
}

function keyOf({ account, group }: GroupChoice): GroupKey {
  return { connectionId: account.id, groupArn: group.arn };
}

function namesOf(choices: readonly GroupChoice[]): string {
  const [first] = choices;
  return choices.length === 1 && first !== undefined ? first.group.name : `${choices.length} target groups`;
}

function sum(choices: readonly GroupChoice[], count: (choice: GroupChoice) => number | undefined): number {
  return choices.reduce((total, choice) => total + (count(choice) ?? 0), 0);
}
