// Saves the history of a group's health as CSV, and the pictures of its timeline that the page has drawn.
import { window, workspace } from 'vscode';
import type { GroupHistory } from '../../model/healthHistory';
import { exportName, historyCsv } from '../../model/healthTimelineCsv';
import { askWhereToSave, fileName, offerToOpen } from '../savedFile';
import type { TimelineGroup } from './timelineMessages';

/** The whole history that is known, with a byte order mark: spreadsheets else take it for another encoding. */
export function csvOf({ connectionLabel }: TimelineGroup, history: GroupHistory): Uint8Array {
  return Buffer.from(`\uFEFF${historyCsv(connectionLabel, history)}`);
}

/** Asks where to; a question that is left saves nothing. A file that cannot be written is told to the user. */
export async function saveHistory(
  { groupName }: TimelineGroup,
  format: 'csv' | 'svg' | 'png',
  content: Uint8Array,
  now: number,
): Promise<void> {
  const file = await askWhereToSave(
    `Export the Health History of ${groupName}`,
    `${exportName(groupName, now)}.${format}`,
  );
  if (file === undefined) return;
  try {
    await workspace.fs.writeFile(file, content);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`${fileName(file)} could not be written: ${why} Choose another place.`);
    return;
  }
  void offerToOpen(file, `The health history of ${groupName} is written to ${fileName(file)}.`);
}
