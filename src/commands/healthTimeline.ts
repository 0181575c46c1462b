// Shows the health of a group over time in the drain monitor, and exports it.
import type { ChangeScope } from '../model/pendingChange';
import { Problem } from '../model/problem';
import type { PictureFormat } from '../views/drainMonitor/timelineMessages';
import { type Choice, pickOne } from './ask';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

const FORMATS: readonly Choice<'csv' | PictureFormat>[] = [
  {
    label: 'CSV',
    description: 'for a spreadsheet: every state of every target, with its times',
    value: 'csv',
  },
  { label: 'SVG', description: 'a picture that stays sharp, as the timeline shows it', value: 'svg' },
  { label: 'PNG', description: 'a picture for a chat or a ticket', value: 'png' },
];

export const showHealthTimeline: CommandFunction = async (services, node, nodes) => {
  const { monitor } = services;
  const rows = nodesOf(node, nodes);
  const [choice] = await chooseGroups(services, rows, 'Target group whose health to show');
  if (choice === undefined) return;
  const target = rows.find((row) => row.kind === 'target');
  monitor.timeline.show(scopeOf(choice), target === undefined ? {} : { targetKey: target.targetKey });
  monitor.show({ preserveFocus: false, tab: 'health' });
};

export const exportHealthHistory: CommandFunction = async (services, node, nodes) => {
  const { monitor, history } = services;
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group whose history to export');
  for (const choice of choices) {
    const scope = scopeOf(choice);
    const { groupName } = scope;
    if (history.of(scope.connectionId, scope.groupArn) === undefined) {
      throw new Problem(
        `The health of ${groupName} has not been watched yet, so it has no history. Show its health timeline first: what is seen is kept from then on.`,
        { kind: 'notFound' },
      );
    }
    const formats = FORMATS.filter(({ value }) => value === 'csv' || choices.length === 1);
    const format = await pickOne(formats, { placeHolder: `Format of the health history of ${groupName}` });
    if (format === 'csv') {
      await monitor.timeline.export(scope);
    } else {
      // The page draws it, with the colours of the theme; it shows one group.
      monitor.timeline.show(scope, { draw: format });
      monitor.show({ preserveFocus: false, tab: 'health' });
    }
  }
};

function scopeOf({ account, group }: GroupChoice): ChangeScope {
  return { connectionId: account.id, groupArn: group.arn, groupName: group.name };
}
