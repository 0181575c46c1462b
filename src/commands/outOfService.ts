// Puts back in service what was deregistered, and forgets what is not to come back.
import { window } from 'vscode';
import type { ProposedChange } from '../model/pendingChange';
import { Problem } from '../model/problem';
import { identityOf, isDraining, targetKey, targetLabel } from '../model/target';
import type { OutOfServiceTarget } from '../state/outOfService';
import { type Node, targetOf } from '../views/nodes';
import { pickMany } from './ask';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';
import { submitChanges } from './submitChanges';

/** An address that still drains is registered by itself when the drain is over. */
export const putBackInService: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const given = rows.length > 0 ? rows.filter(({ kind }) => kind !== 'account') : await pickEntries(services);
  const choices = new Map<string, { choice: GroupChoice; changes: ProposedChange[] }>();
  for (const row of given) {
    const [choice] = await chooseGroups(services, [row], 'Target group to put targets back into');
    if (choice === undefined) continue;
    const key = `${choice.account.id}|${choice.group.arn}`;
    const entry = choices.get(key) ?? { choice, changes: [] };
    entry.changes.push(...changesOf(services, row));
    choices.set(key, entry);
  }
  const wanted = [...choices.values()].filter(({ changes }) => changes.length > 0);
  if (wanted.length === 0) {
    throw new Problem('It is not out of service any more.', {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
    });
  }
  for (const { choice, changes } of wanted) await submitChanges(services, choice, changes);
};

export const forgetOutOfService: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const given = rows.length > 0 ? rows : await pickEntries(services);
  const entries = given.flatMap((row) => entriesOf(services, row));
  await services.outOfService.forget(entries.map(({ id }) => id));
  const [first] = entries;
  if (first === undefined) return;
  const what = entries.length === 1 ? targetLabel(first.target) : `${entries.length} targets`;
  window.setStatusBarMessage(`$(check) Forgot ${what}`, 4_000);
};

function changesOf(services: Services, row: Node): ProposedChange[] {
  if (row.kind === 'target') {
    const target = targetOf(row);
    if (target === undefined || !isDraining(target)) return [];
    const name = row.account.instance(target.id)?.name;
    return [registerOf({ target, ...(name === undefined ? {} : { targetName: name }) }, true)];
  }
  return entriesOf(services, row).map((entry) => {
    const { connectionId, groupArn, target } = entry;
    return registerOf(entry, services.drains.drainingUntil(connectionId, groupArn).has(targetKey(target)));
  });
}

/** One that waits for no drain is staged like any other: it would be sent at once, unseen. */
function registerOf(
  { target, targetName }: Pick<OutOfServiceTarget, 'target' | 'targetName'>,
  drains: boolean,
): ProposedChange {
  return {
    action: 'register',
    target: identityOf(target),
    ...(drains ? { whenDrained: true } : {}),
    ...(targetName === undefined ? {} : { targetName }),
  };
}

function entriesOf({ outOfService }: Services, row: Node): readonly OutOfServiceTarget[] {
  if (row.kind === 'outOfService') {
    const entry = outOfService.get(row.entryId);
    return entry === undefined ? [] : [entry];
  }
  // Any other row that is selected with these is no wish for all of its group.
  return row.kind === 'outOfServiceHead' ? outOfService.of(row.account.id, row.groupArn) : [];
}

async function pickEntries({ inventory, outOfService, tree }: Services): Promise<Node[]> {
  const nodes = inventory.accounts.flatMap((account) =>
    account.groups.flatMap(({ group }) =>
      outOfService.of(account.id, group.arn).map((entry) => ({
        label: entry.targetName ?? targetLabel(entry.target),
        description: `${group.name} · ${account.label} · since ${new Date(entry.since).toLocaleString()}`,
        value: tree.nodes.entry('outOfService', account, group.arn, entry.id),
      })),
    ),
  );
  if (nodes.length === 0) {
    throw new Problem('No target is out of service. Targets that you deregister here are remembered.', {
      kind: 'notFound',
    });
  }
  return pickMany(Promise.resolve(nodes), { title: 'Out of Service', placeHolder: 'Targets' });
}
