// Sends a register or deregister with progress in the status bar, and says what became of each target.
import { ProgressLocation, window } from 'vscode';
import { stateInWords } from '../model/stateWords';
import { Problem } from '../model/problem';
import { type TargetIdentity, targetLabel } from '../model/target';
import type { ChangeResult, Outcome } from '../state/registration';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';
import { targetName } from './targetName';

interface Change extends GroupChoice {
  readonly targets: readonly TargetIdentity[];
  readonly action: 'register' | 'deregister';
}

const SAID_FOR_MILLISECONDS = 6_000;

/** Rejects with a `Problem` that names every target that the API did not register or deregister. */
export async function applyChange({ registration }: Services, change: Change): Promise<void> {
  const { account, group, targets, action } = change;
  const what = `${countInWords(change)} ${action === 'register' ? 'with' : 'from'} ${group.name}`;
  const title = `${action === 'register' ? 'Registering' : 'Deregistering'} ${what}`;
  const result = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    registration[action]({ account, group, targets }),
  );
  const problem = problemOf(change, result);
  if (problem !== undefined) throw problem;
  const words = action === 'register' ? 'Registered' : 'Deregistered';
  window.setStatusBarMessage(`$(check) ${words} ${what}`, SAID_FOR_MILLISECONDS);
}

function problemOf(
  { group, action }: Change,
  { outcomes, error }: ChangeResult,
): Problem | Error | undefined {
  const undone = outcomes.filter(({ done }) => !done);
  if (undone.length === 0) return undefined;
  // Nothing happened and the API said why: its own problem says it best.
  if (error !== undefined && undone.length === outcomes.length) return error;
  const why =
    error === undefined
      ? 'The API accepted the call, but reading back shows otherwise'
      : `The call failed in the middle: ${error.message}`;
  return new Problem(
    `${group.name}: ${undone.length} of ${outcomes.length} not ${action}ed (${undone.map(inWords).join(', ')}). ${why}. Refresh the group and try these again.`,
    { kind: 'service', remedies: [{ kind: 'refresh' }, { kind: 'showLog' }], cause: error },
  );
}

function inWords({ target, health }: Outcome): string {
  return `${targetLabel(target)} ${health === undefined ? 'is not listed' : `is ${stateInWords(health)}`}`;
}

function countInWords({ account, targets }: Change): string {
  const [first] = targets;
  if (targets.length !== 1 || first === undefined) return `${targets.length} targets`;
  return targetName(account, first);
}
