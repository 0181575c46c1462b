// Files that the user saves: where to, and a word with a way to open them.
import { commands, Uri, window, workspace } from 'vscode';

/** Asks where to save; the name is suggested in the folder that is open. Undefined when the question is left. */
export async function askWhereToSave(title: string, name: string): Promise<Uri | undefined> {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return window.showSaveDialog({
    title,
    defaultUri: inWorkspace(name),
    filters: { [extension.toUpperCase()]: [extension] },
  });
}

export function inWorkspace(name: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  return folder === undefined ? Uri.file(`/${name}`) : Uri.joinPath(folder.uri, name);
}

/** Not awaited: a message may stand for as long as it likes. */
export async function offerToOpen(file: Uri, message: string): Promise<void> {
  const open = 'Open';
  if ((await window.showInformationMessage(message, open)) === open) {
    await commands.executeCommand('vscode.open', file);
  }
}

export function fileName(file: Uri): string {
  return file.path.split('/').at(-1) ?? '';
}
