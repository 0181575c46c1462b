// Writes the targets of a group to a file, and proposes what a file has: only what is new, or to make the list equal.
import { window, workspace } from 'vscode';
import { Problem } from '../model/problem';
import { checkWords } from '../model/targetList/check';
import { type FileFormat, formatFile, parseFile } from '../model/targetList/exchange';
import { importReport } from '../model/targetList/importReport';
import { planSave, type SavePlan } from '../model/targetList/plan';
import { changeId, type ProposedChange } from '../model/pendingChange';
import { readListContext } from '../state/listContext';
import { askWhereToSave, fileName, inWorkspace, offerToOpen } from '../views/savedFile';
import { type Choice, pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';
import { submitChanges } from './submitChanges';

const FORMATS: readonly Choice<FileFormat>[] = [
  { label: 'CSV', description: 'for a spreadsheet: id, port, zone, state, reason, name', value: 'csv' },
  { label: 'JSON', description: 'for aws elbv2 register-targets --cli-input-json', value: 'json' },
  {
    label: 'JSON with health',
    description: 'as aws elbv2 describe-target-health prints it',
    value: 'health',
  },
];

export const exportTargets: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to export');
  for (const choice of choices) await exportGroup(choice);
};

async function exportGroup({ account, group }: GroupChoice): Promise<void> {
  const format = await pickOne(FORMATS, { placeHolder: `Format of the targets of ${group.name}` });
  const extension = format === 'csv' ? 'csv' : 'json';
  const file = await askWhereToSave(`Export the Targets of ${group.name}`, `${group.name}.${extension}`);
  if (file === undefined) throw new Cancelled();
  const targets = await account.readHealth(group.arn, { priority: 'user' });
  const text = formatFile(format, group.arn, targets, (id) => account.instance(id)?.name);
  await workspace.fs.writeFile(file, Buffer.from(text));
  // Not awaited: the next group is not to wait for the message.
  void offerToOpen(
    file,
    `${targets.length} ${targets.length === 1 ? 'target' : 'targets'} of ${group.name} written to ${fileName(file)}.`,
  );
}

export const importTargets: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to import into');
  for (const choice of choices) await importInto(services, choice);
};

async function importInto(services: Services, choice: GroupChoice): Promise<void> {
  const { account, group } = choice;
  const [file] =
    (await window.showOpenDialog({
      title: `Import Targets into ${group.name}`,
      openLabel: 'Import',
      defaultUri: inWorkspace(''),
      filters: { 'CSV or JSON': ['csv', 'json'] },
    })) ?? [];
  if (file === undefined) throw new Cancelled();
  const name = fileName(file);
  const text = Buffer.from(await workspace.fs.readFile(file)).toString('utf8');
  const read = parseFile(text, /\.json$/i.test(name) ? 'json' : 'csv', group.targetType);
  if ('mistake' in read) {
    const { line, column, problem } = read.mistake;
    throw new Problem(`${name}, line ${line}, column ${column}: ${problem} Nothing is imported.`, {
      kind: 'invalid',
    });
  }
  const context = await readListContext(services, account, group);
  const checked = checkWords(read.words, 'whole', context, services.clock.now());
  const title = `${group.name} (${account.label})`;
  await services.reports.show(`Import into ${group.name}`, `import|${account.id}|${group.arn}`, {
    text: importReport({ title, fileName: name, draining: read.draining }, checked),
    actions: [],
  });
  await submit(services, choice, await chooseExtent(group.name, planSave(checked, context)));
}

type Extent = Pick<SavePlan, 'changes' | 'withdrawn'>;

async function chooseExtent(groupName: string, plan: SavePlan): Promise<Extent> {
  const { changes, withdrawn, errors, held } = plan;
  const of = (action: ProposedChange['action']) => changes.filter((change) => change.action === action);
  const [registers, deregisters] = [of('register'), of('deregister')];
  const choices: Choice<Extent>[] = [
    ...(registers.length > 0
      ? [
          {
            label: `$(add) Add only: register ${count(registers.length)}`,
            value: { changes: registers, withdrawn: [] },
          },
        ]
      : []),
    ...(deregisters.length + withdrawn.length > 0
      ? [
          {
            label: `$(arrow-swap) Make the list equal: register ${count(registers.length)}, deregister ${count(deregisters.length)}`,
            ...(withdrawn.length > 0 ? { description: `take back ${withdrawn.length} pending` } : {}),
            value: { changes, withdrawn },
          },
        ]
      : []),
  ];
  if (choices.length === 0) {
    const why =
      errors.length > 0
        ? `${errors.length === 1 ? 'One entry' : `${errors.length} entries`} of the file cannot be registered; the report says why`
        : 'it is to have all targets of the file already';
    void window.showInformationMessage(`${groupName}: nothing to import, ${why}.`);
    throw new Cancelled();
  }
  return pickOne(choices, {
    title: `Import into ${groupName}`,
    placeHolder:
      held.length > 0
        ? 'Mend the mistakes in the file to make the list equal; see the report'
        : 'The report behind shows every target',
  });
}

async function submit(
  services: Services,
  choice: GroupChoice,
  { changes, withdrawn }: Extent,
): Promise<void> {
  const { account, group } = choice;
  const scope = { connectionId: account.id, groupArn: group.arn, groupName: group.name };
  await services.pending.remove(withdrawn.map((target) => changeId(scope, target)));
  await submitChanges(services, choice, changes);
}

function count(number: number): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? 'target' : 'targets'}`;
}
