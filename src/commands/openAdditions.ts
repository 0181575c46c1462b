// Opens the document for targets to register with a group.
import { EndOfLine, Position, WorkspaceEdit, workspace } from 'vscode';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

/**
 * Opens the document for targets to register with the group, with `text` (any usual form of a list, good lines and bad) in
 * it, not yet saved. Saving it stages the good lines and leaves the others there with their reasons.
 */
export async function openAdditions(
  { targetLists }: Services,
  { account, group }: GroupChoice,
  text: string,
): Promise<void> {
  const document = await targetLists.documents.open('additions', account, group);
  if (text.trim() === '') return;
  const edit = new WorkspaceEdit();
  const end = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const last = new Position(document.lineCount, 0);
  edit.insert(document.uri, last, `${text.trimEnd()}${end}`);
  await workspace.applyEdit(edit);
}
