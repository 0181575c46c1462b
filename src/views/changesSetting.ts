// The setting that says when changes are sent.
import { workspace } from 'vscode';
import { SETTINGS } from '../model/contributions';

/** Whether changes are sent as soon as they are chosen, and not staged first. */
export function appliesAtOnce(): boolean {
  return workspace.getConfiguration().get<string>(SETTINGS.changes) === 'applyAtOnce';
}
