// Opens the review of a group's pending changes: what will be sent, what the checks say, the equivalent commands.
import type { Command } from 'vscode';
import type { Verdict } from '../model/changeChecks';
import { reviewText } from '../model/changeReview';
import { COMMANDS } from '../model/contributions';
import type { PendingChange } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import { targetKey } from '../model/target';
import { checkChanges } from '../state/changeChecks';
import { warningsBeforeRegister } from '../state/securityCheck';
import type { Report } from '../views/reports';
import type { WrittenCommands } from './copyCommand';
import { nodesOf, type GroupChoice } from './pickGroup';
import { choosePending, groupOfPending } from './pickPending';
import type { CommandFunction, Services } from './services';

export const reviewChanges: CommandFunction = async (services, node, nodes) => {
  const chosen = await choosePending(services, nodesOf(node, nodes), 'Group whose pending changes to review');
  for (const each of chosen) await show(services, await groupOfPending(services, each));
};

/** All pending changes of the group, whichever of them was clicked: they are applied together. */
async function show(services: Services, { account, group }: GroupChoice): Promise<void> {
  const { reports, tree, clock, pending } = services;
  const checked = await checkLatest(services, { account, group });
  const { text, commandsLine, commands } = reviewText({
    group,
    checked,
    place: await account.cloud(),
    connection: account.label,
    accountId: account.identity?.accountId,
    at: clock.now(),
  });
  const head = tree.nodes.head('pendingHead', account, group.arn);
  const action = (title: string, command: string) => ({ title, command, arguments: [head] });
  const atTop = (command: Command) => ({ line: 0, command });
  const refresh = action('$(refresh) Refresh the Review', COMMANDS.reviewChanges);
  const written: WrittenCommands = { commands };
  const copyCommands = {
    title: '$(copy) Copy the Commands',
    command: COMMANDS.copyCommand,
    arguments: [written],
  };
  const report: Report = {
    text,
    actions: [
      atTop(action('$(check) Apply', COMMANDS.applyChanges)),
      atTop(action('$(discard) Discard', COMMANDS.discardChanges)),
      atTop(refresh),
      ...(commandsLine === undefined ? [] : [{ line: commandsLine, command: copyCommands }]),
    ],
    outdated: {
      notice:
        'OUT OF DATE: the pending changes of this group were applied, or are others by now. Refresh the review.',
      // What would be applied has not been seen.
      actions: [refresh],
      when: (listener) =>
        pending.onDidChange((scopes) => {
          if (
            scopes.some(({ connectionId, groupArn }) => connectionId === account.id && groupArn === group.arn)
          )
            listener();
        }),
    },
  };
  await reports.show(`Review of ${group.name}`, `review|${account.id}|${group.arn}`, report);
}

/** Checks take their time: where changes come or go meanwhile, what is checked would not be what is applied. */
async function checkLatest(services: Services, { account, group }: GroupChoice) {
  const latest = () => services.pending.of(account.id, group.arn);
  for (;;) {
    const changes = latest();
    const checked = await checkChanges(services, account, group, changes, (sent) =>
      securityWarnings({ account, group }, sent),
    );
    if (latest() === changes) return checked;
  }
}

/** Whether security groups will let the load balancer in to what is registered. */
async function securityWarnings(
  { account, group }: GroupChoice,
  sent: readonly PendingChange[],
): Promise<ReadonlyMap<string, readonly Verdict[]>> {
  const registers = sent.filter(({ action }) => action === 'register');
  const warn = (messageFor: (change: PendingChange) => string | undefined) =>
    new Map(
      registers.flatMap((change): [string, Verdict[]][] => {
        const message = messageFor(change);
        return message === undefined ? [] : [[change.id, [{ level: 'warning', message }]]];
      }),
    );
  try {
    const targets = registers.map(({ target }) => target);
    const found = await warningsBeforeRegister(account, group, targets);
    return warn(({ target }) => found.get(targetKey(target)));
  } catch (error) {
    if (!isProblem(error)) throw error;
    return warn(() => `Security groups are not checked: ${error.message}`);
  }
}
