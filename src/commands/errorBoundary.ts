// The one boundary around commands: a cancellation is silent, a problem is its sentence with buttons for the way out, and
// anything else says that it is unexpected and offers the log.
import { commands, type LogOutputChannel, window } from 'vscode';
import { isProblem, Problem } from '../model/problem';
import { remediesOf, wayOut } from '../views/errorRows';
import type { Node } from '../views/nodes';

/** Thrown by a question that the user has left. */
export class Cancelled extends Error {}

/** A problem of one group, where a command may be for several: its ways out are for that group. */
export class GroupProblem extends Problem {
  readonly node: Node;

  constructor(node: Node, message: string, options: ConstructorParameters<typeof Problem>[1]) {
    super(message, options);
    this.node = node;
  }
}

export async function withinBoundary(
  log: LogOutputChannel,
  name: string,
  work: () => Promise<void>,
  node?: unknown,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isCancellation(error)) return;
    logError(log, name, error);
    // Not awaited: a message may stand for as long as it likes.
    void offerWaysOut(error, error instanceof GroupProblem ? error.node : node);
  }
}

export function logError(log: LogOutputChannel, what: string, error: unknown): void {
  log.error(what, error instanceof Error ? error : String(error));
  if (error instanceof Error && error.cause instanceof Error) log.error('  caused by', error.cause);
}

async function offerWaysOut(error: unknown, node: unknown): Promise<void> {
  const known = error instanceof Error ? error : new Error(String(error));
  const message = isProblem(error) ? error.message : `Unexpected: ${known.message}. The log has the details.`;
  const ways = remediesOf(known).map(wayOut);
  const chosen = await window.showErrorMessage(message, ...ways.map(({ label }) => label));
  const way = ways.find(({ label }) => label === chosen);
  if (way !== undefined) await commands.executeCommand(way.command, node);
}

function isCancellation(error: unknown): boolean {
  return (
    error instanceof Cancelled || (error instanceof Error && ['AbortError', 'Canceled'].includes(error.name))
  );
}
