// The rows that an error gives to a list: what happened, and a way out for each remedy.
import { COMMANDS, type CommandId } from '../model/contributions';
import { isProblem, type Remedy } from '../model/problem';
import type { AccountNode, GroupNode, Row } from './nodes';

interface WayOut {
  readonly label: string;
  readonly icon: string;
  readonly command: CommandId;
}

const WAYS_OUT: Readonly<Record<Remedy['kind'], WayOut>> = {
  retry: { label: 'Retry', icon: 'refresh', command: COMMANDS.refresh },
  refresh: { label: 'Refresh', icon: 'refresh', command: COMMANDS.refresh },
  startEmulator: { label: 'Start the Emulator', icon: 'play', command: COMMANDS.startEmulator },
  addConnection: { label: 'Connect a Profile…', icon: 'add', command: COMMANDS.connectProfile },
  editConfiguration: {
    label: 'Edit the AWS Configuration',
    icon: 'edit',
    command: COMMANDS.editAwsConfiguration,
  },
  applyChanges: { label: 'Apply Again', icon: 'check', command: COMMANDS.applyChanges },
  reviewChanges: { label: 'Review', icon: 'open-preview', command: COMMANDS.reviewChanges },
  showLog: { label: 'Show the Log', icon: 'output', command: COMMANDS.showLog },
};

export function wayOut(remedy: Remedy): WayOut {
  return WAYS_OUT[remedy.kind];
}

/** What can be done about an error; anything unknown can at least be tried again, and is in the log. */
export function remediesOf(error: Error): readonly Remedy[] {
  return isProblem(error) ? error.remedies : [{ kind: 'retry' }, { kind: 'showLog' }];
}

export function errorRows(parent: AccountNode | GroupNode, error: Error): Row[] {
  // A list is never without a way out.
  const remedies = remediesOf(error);
  return [
    {
      label: withoutConnection(error.message, parent.account.label),
      tooltip: error.message,
      icon: 'error',
      iconColor: 'list.errorForeground',
    },
    ...(remedies.length > 0 ? remedies : [{ kind: 'retry' } as const]).map(wayOut),
  ];
}

/** In the tree the connection stands above the row, and a row is short. */
function withoutConnection(message: string, connection: string): string {
  const prefix = `${connection}: `;
  if (!message.startsWith(prefix)) return message;
  return message.charAt(prefix.length).toUpperCase() + message.slice(prefix.length + 1);
}
