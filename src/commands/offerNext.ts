// A message with a button for the next step.
import { commands, window } from 'vscode';
import type { CommandId } from '../model/contributions';
import type { Node } from '../views/nodes';

interface Offer {
  readonly kind: 'error' | 'information';
  readonly message: string;
  readonly button: string;
  readonly command: CommandId;
  /** What the command is run on. */
  readonly node: Node;
}

/** Does not wait: a message may stand for as long as it likes. */
export function offerNext(offer: Offer): void {
  void shown(offer);
}

async function shown({ kind, message, button, command, node }: Offer): Promise<void> {
  const show = kind === 'error' ? window.showErrorMessage : window.showInformationMessage;
  if ((await show(message, button)) === button) await commands.executeCommand(command, node);
}
