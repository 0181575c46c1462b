// The rows above a group's targets that are filtered: the filter, and the way out where it leaves nothing.
import { COMMANDS } from '../model/contributions';
import type { Row } from './nodes';

/** None without a filter. */
export function filterRows(filter: string, shown: number): Row[] {
  if (filter === '') return [];
  const row: Row = {
    label: `Filter: ${filter}`,
    icon: 'filter',
    tooltip: `Only targets that match “${filter}” are shown. Click to change the filter.`,
    command: COMMANDS.filterTargets,
    capabilities: ['filtered'],
  };
  if (shown > 0) return [row];
  return [
    row,
    emptyRow('No target matches'),
    { label: 'Clear the Filter', icon: 'clear-all', command: COMMANDS.clearFilter },
  ];
}

export function emptyRow(label: string): Row {
  return { label, icon: 'dash', iconColor: 'disabledForeground' };
}
