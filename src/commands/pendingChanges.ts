// Applies, discards, edits and undoes pending changes.
import { inverseOf, type PendingChange, type ProposedChange } from '../model/pendingChange';
import { Problem } from '../model/problem';
import { ListedTargets } from '../model/listedTargets';
import { identityOf, targetKey, targetLabel } from '../model/target';
import type { LastApply } from '../state/lastApplies';
import { groupArnOf, type Node } from '../views/nodes';
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
  const changes = await pickChanges(services, nodesOf(node, nodes), 'Pending change to remove');
  await services.pending.remove(changes.map(({ id }) => id));
};

export const registerWhenDrained: CommandFunction = async (services, node, nodes) => {
  const changes = await pickChanges(
    services,
    nodesOf(node, nodes),
    'Register that waits until its target has drained',
  );
  // Any other would be sent at once, unseen.
  const registers = changes.filter(
    ({ action, connectionId, groupArn, target }) =>
      action === 'register' && services.drains.drainingUntil(connectionId, groupArn).has(targetKey(target)),
  );
  if (registers.length === 0) {
    throw new Problem('There is no drain to wait for: it is no register of a target that drains.', {
      kind: 'invalid',
    });
  }
  await services.pending.setWhenDrained(
    registers.map(({ id }) => id),
    true,
  );
};

export const editChange: CommandFunction = async (services, node) => {
  const [change] = await pickChanges(services, nodesOf(node, undefined), 'Pending change to edit');
  if (change === undefined) return;
  if (change.action === 'deregister') {
    throw new Problem(
      'A deregister has the port and zone of the registered target and cannot be edited. Remove it, and deregister another target.',
      { kind: 'invalid' },
    );
  }
  const choice = await groupOfPending(services, { ...change, changes: [change] });
  const target = await askForPortAndZone(services, choice, change.target);
  await services.pending.retarget(change.id, target);
};

export const undoApply: CommandFunction = async (services, node) => {
  // Of the row that was clicked: one apply at a time is undone, whatever else is selected.
  const apply = await pickApply(services, nodesOf(node, undefined));
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
    `Undo the last apply of ${apply.groupName} (${choice.account.label})?`,
    `${words}, as it was before ${new Date(apply.at).toLocaleString()}.`,
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

async function pickApply({ lastApplies, inventory }: Services, rows: readonly Node[]): Promise<LastApply> {
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
      description: `${inventory.account(apply.connectionId)?.label ?? ''} · ${new Date(apply.at).toLocaleString()} · ${apply.done.length} ${apply.done.length === 1 ? 'change' : 'changes'}`,
      value: apply,
    })),
    { placeHolder: 'Apply to undo' },
  );
}

/** The changes of the rows; from the palette, one that the user picks. */
async function pickChanges(
  services: Services,
  rows: readonly Node[],
  placeHolder: string,
): Promise<readonly PendingChange[]> {
  // A group that is selected with its change does not stand for all of its changes here.
  const own = rows.filter(({ kind }) => kind === 'pendingChange');
  const chosen = await choosePending(services, own.length > 0 ? own : rows, placeHolder);
  const changes = chosen.flatMap((each) => each.changes);
  if (own.length > 0) return changes;
  const picked = await pickOne(
    changes.map((change) => ({
      label: change.targetName ?? targetLabel(change.target),
      description: [
        change.action,
        ...(change.targetName === undefined ? [] : [targetLabel(change.target)]),
        change.groupName,
      ].join(' · '),
      value: change,
    })),
    { placeHolder },
  );
  return [picked];
}
