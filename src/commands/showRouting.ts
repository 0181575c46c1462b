// Shows how traffic gets to a target group: its listeners, rules and zones, or the load balancers that could use it.
import { COMMANDS } from '../model/contributions';
import { routingReport } from '../model/routingReport';
import { lookUpRouting } from '../state/routingLookup';
import type { WrittenCommands } from './copyCommand';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';

const BY_USER = { priority: 'user' } as const;

export const showRouting: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group whose routing to show');
  for (const choice of choices) await show(services, choice, choices.length === 1);
};

async function show(
  services: Services,
  { account, group: known }: GroupChoice,
  preview: boolean,
): Promise<void> {
  const { reports, tree, clock, inventory } = services;
  // Whether a load balancer uses it may have changed a moment ago.
  await account.readGroups(BY_USER);
  if (account.error !== undefined) throw account.error;
  const group = account.group(known.arn)?.group ?? known;
  const targets = await account.readHealth(group.arn, BY_USER);
  const knowledge = await lookUpRouting(account, group, targets, BY_USER);
  const { text, commands } = routingReport(knowledge, {
    place: await account.cloud(),
    connection: account.label,
    at: clock.now(),
  });
  const node = tree.nodes.group(account, group.arn);
  const again = { title: '$(refresh) Show Again', command: COMMANDS.showRouting, arguments: [node] };
  const copy = (command: string) => {
    const written: WrittenCommands = { commands: [command] };
    return { title: '$(copy) Copy the Command', command: COMMANDS.copyCommand, arguments: [written] };
  };
  await reports.show(
    `Routing to ${group.name}`,
    `routing|${account.id}|${group.arn}`,
    {
      text,
      actions: [
        { line: 0, command: again },
        ...commands.map(({ line, command }) => ({ line, command: copy(command) })),
      ],
      outdated: {
        notice: 'OUT OF DATE: the load balancers of this group are others by now. Show it again.',
        actions: [again],
        when: (listener) =>
          inventory.onDidChange(({ connectionId, groupArn }) => {
            const now = account.group(group.arn)?.group.loadBalancerArns ?? [];
            const isOther = [...now].sort().join() !== [...group.loadBalancerArns].sort().join();
            if (connectionId === account.id && (groupArn === undefined || groupArn === group.arn) && isOther)
              listener();
          }),
      },
    },
    { preview },
  );
}
