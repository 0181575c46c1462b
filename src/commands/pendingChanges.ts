// Applies, discards, edits and undoes pending changes.
import { inverseOf, type PendingChange, type ProposedChange } from '../model/pendingChange';
import { Problem } from '../model/problem';
import { ListedTargets } from '../model/listedTargets';
import { identityOf } from '../model/target';
import type { LastApply } from '../state/lastApplies';
import { groupArnOf } from '../views/nodes';
import { applyPending, confirmConsequences } from './applyPending';
import { confirm, pickOne } from './ask';
import { askForPortAndZone } from './askForPortAndZone';
import { changesInWords } from './changesInWords';
import { type GroupChoice, nodesOf } from './pickGroup';
import { choosePending, groupOfPending } from './pickPending';
import type { CommandFunction, Services } from './services';
import { submitAtOnce } from './submitChanges';

export const applyChanges: CommandFunction = async (services, node, nodes) => {
  const chosen = await choosePending(services, nodesOf(node, nodes), 'Group whose pending changes to apply');
  for (const each of chosen) {
    const choice = await groupOfPending(services, each);
    await confirmConsequences(services, choice, each.changes);
    await applyPending(services, choice, each.changes);
  }
};

export const discardChanges: CommandFunction = async (services, node, nodes) => {
  const chosen = await choosePending(
    services,
    nodesOf(node, nodes),
    'Group whose pending changes to discard',
  );
  const changes = chosen.flatMap((each) => each.changes);
  if (changes.length > 1) {
    const groups = chosen.map(({ groupName }) => groupName).join(', ');
    await confirm(
      `Discard ${changes.length} pending changes of ${groups}?`,
      'None of them has been made; they are forgotten.',
      'Discard',
    );
  }
  await services.pending.remove(changes.map(({ id }) => id));
};

export const removeChange: CommandFunction = async (services, node, nodes) => {
  const changes = await pickChanges(services, node, nodes, 'Pending change to remove');
  await services.pending.remove(changes.map(({ id }) => id));
};

export const registerWhenDrained: CommandFunction = async (services, node, nodes) => {
  const changes = await pickChanges(
    services,
    node,
    nodes,
    'Register that waits until its target has drained',
  );
  const registers = changes.filter(({ action }) => action === 'register');
  await services.pending.setWhenDrained(
    registers.map(({ id }) => id),
    true,
  );
};

export const editChange: CommandFunction = async (services, node) => {
  const [change] = await pickChanges(services, node, undefined, 'Pending change to edit');
  if (change === undefined) return;
  if (change.action === 'deregister') {
    throw new Problem(
      'A deregister has the port and zone of the registered target and cannot be edited. Remove it, and deregister another target.',
      { kind: 'invalid' },
    );
  }
  const [group] = await choosePending(services, nodesOf(node, undefined), '');
  if (group === undefined) return;
  const target = await askForPortAndZone(services, await groupOfPending(services, group), change.target);
  await services.pending.retarget(change.id, target);
};

export const undoApply: CommandFunction = async (services, node, nodes) => {
  const apply = await pickApply(services, nodesOf(node, nodes));
  const choice = await groupOfPending(services, { ...apply, changes: [] });
  const changes = await inverses(choice, apply);
  if (changes.length === 0) {
    await services.lastApplies.forget(apply.id);
    throw new Problem(`${apply.groupName}: nothing is left of the last apply, so there is nothing to undo.`, {
      kind: 'notFound',
    });
  }
  const words = changesInWords(choice.account, changes);
  await confirm(
    `Undo the last apply of ${apply.groupName}?`,
    `${words}, as it was before ${new Date(apply.at).toLocaleTimeString()}.`,
    'Undo',
  );
  await confirmConsequences(services, choice, changes);
  await services.lastApplies.forget(apply.id);
  await submitAtOnce(services, choice, changes);
};

/** What has to be done so that the targets are as before: as they are listed now, with port and zone. */
async function inverses({ account, group }: GroupChoice, apply: LastApply): Promise<ProposedChange[]> {
  const listed = new ListedTargets(group, await account.readHealth(group.arn, { priority: 'user' }));
  return apply.done.map(inverseOf).flatMap((change): ProposedChange[] => {
    const target = listed.find(change.target);
    if (change.action === 'deregister') {
      return target === undefined || target.health.state === 'draining'
        ? []
        : [{ ...change, target: identityOf(target) }];
    }
    return target === undefined || target.health.state === 'draining' ? [change] : [];
  });
}

async function pickApply(
  { lastApplies, inventory }: Services,
  rows: ReturnType<typeof nodesOf>,
): Promise<LastApply> {
  const ofRow = rows
    .map((row) => {
      const groupArn = groupArnOf(row);
      return row.kind === 'row' || groupArn === undefined
        ? undefined
        : lastApplies.of(row.account.id, groupArn);
    })
    .find((apply) => apply !== undefined);
  if (ofRow !== undefined) return ofRow;
  const applies = lastApplies.all.filter(({ connectionId }) => inventory.account(connectionId) !== undefined);
  if (applies.length === 0) throw new Problem('There is no apply to undo.', { kind: 'notFound' });
  return pickOne(
    applies.map((apply) => ({
      label: apply.groupName,
      description: `${new Date(apply.at).toLocaleString()} · ${apply.done.length} ${apply.done.length === 1 ? 'change' : 'changes'}`,
      value: apply,
    })),
    { placeHolder: 'Apply to undo' },
  );
}

/** The changes of the rows; from the palette, one that the user picks. */
async function pickChanges(
  services: Services,
  node: unknown,
  nodes: unknown,
  placeHolder: string,
): Promise<readonly PendingChange[]> {
  const rows = nodesOf(node, nodes);
  const chosen = await choosePending(services, rows, placeHolder);
  const changes = chosen.flatMap((each) => each.changes);
  if (rows.some(({ kind }) => kind === 'pendingChange')) return changes;
  const picked = await pickOne(
    changes.map((change) => ({
      label: change.targetName ?? change.target.id,
      description: `${change.action} · ${change.groupName}`,
      value: change,
    })),
    { placeHolder },
  );
  return [picked];
}
