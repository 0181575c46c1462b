// Opens the review of a group's pending changes: what will be sent, what the checks say, the equivalent commands.
import { reviewText } from '../model/changeReview';
import { COMMANDS } from '../model/contributions';
import { checkChanges } from '../state/changeChecks';
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
  const { pending, reports, tree, clock } = services;
  const changes = pending.of(account.id, group.arn);
  const checked = await checkChanges(services, account, group, changes);
  const { text, commandsLine, commands } = reviewText({
    group,
    checked,
    place: await account.cloud(),
    connection: account.label,
    accountId: account.identity?.accountId,
    at: clock.now(),
  });
  const head = tree.nodes.head('pendingHead', account, group.arn);
  const action = (title: string, command: string) => ({
    line: 0,
    command: { title, command, arguments: [head] },
  });
  const written: WrittenCommands = { commands };
  const copyCommands = {
    title: '$(copy) Copy the Commands',
    command: COMMANDS.copyCommand,
    arguments: [written],
  };
  const report: Report = {
    text,
    actions: [
      action('$(check) Apply', COMMANDS.applyChanges),
      action('$(discard) Discard', COMMANDS.discardChanges),
      action('$(refresh) Refresh the Review', COMMANDS.reviewChanges),
      ...(commandsLine === undefined ? [] : [{ line: commandsLine, command: copyCommands }]),
    ],
    outdated: {
      notice: 'OUT OF DATE: the pending changes of this group are others by now. Refresh the review.',
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
