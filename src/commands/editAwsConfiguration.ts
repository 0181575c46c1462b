// Opens the user's AWS configuration file; one that does not exist yet opens as a new document.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import type { CommandFunction } from './services';

export const editAwsConfiguration: CommandFunction = async () => {
  const file = process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config');
  const uri = existsSync(file) ? Uri.file(file) : Uri.file(file).with({ scheme: 'untitled' });
  await window.showTextDocument(await workspace.openTextDocument(uri));
};
