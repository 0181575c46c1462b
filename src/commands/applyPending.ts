// Applies pending changes with progress and a way to cancel, asks first where there is a consequence, and says what became
// of each.
import { ProgressLocation, window } from 'vscode';
import type { PendingChange, ProposedChange } from '../model/pendingChange';
import { isProblem, type Remedy } from '../model/problem';
import { targetKey, targetLabel } from '../model/target';
import type { ApplyResult } from '../state/applyRun';
import { consequencesOf } from '../state/changeConsequences';
import { warningsBeforeRegister } from '../state/securityCheck';
import { confirm } from './ask';
import { changesInWords } from './changesInWords';
import { GroupProblem } from './errorBoundary';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';
import { targetName } from './targetName';

const SAID_FOR_MILLISECONDS = 6_000;
const MOST_REASONS_NAMED = 3;
const MOST_WARNINGS_NAMED = 3;

/** Rejects with a `Problem` that names what is still pending and why. */
export async function applyPending(
  services: Services,
  { account, group }: GroupChoice,
  changes: readonly PendingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const words = changesInWords(account, changes);
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title: `${group.name}: ${words}`, cancellable: true },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      let reported = 0;
      return services.applying.apply({
        account,
        group,
        changes,
        signal: controller.signal,
        onProgress: (answered) => {
          progress.report({
            message: `${answered} of ${changes.length}`,
            increment: ((answered - reported) / changes.length) * 100,
          });
          reported = answered;
        },
      });
    },
  );
  // Nothing drains in a Lambda group, so there is nothing to watch.
  if (group.targetType !== 'lambda' && result.done.some(({ action }) => action === 'deregister')) {
    services.monitor.show({ preserveFocus: true });
  }
  if (result.left.length > 0) throw problemOf(services, { account, group }, result);
  if (result.done.length > 0) {
    const done = changesInWords(account, result.done);
    window.setStatusBarMessage(`$(check) ${group.name}: ${done}: done`, SAID_FOR_MILLISECONDS);
  }
}

/**
 * Asks where a deregister has a consequence, which it says in figures, and where a target that is registered would not be
 * reached. Rejects with `Cancelled` when the user takes it back.
 */
export async function confirmConsequences(
  services: Services,
  choice: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<void> {
  const sentences = [
    ...(await consequencesOfDeregisters(services, choice, changes)),
    ...(await warningsOfRegisters(choice, changes)),
  ];
  if (sentences.length === 0) return;
  const actions = new Set(changes.map(({ action }) => action));
  const words = changesInWords(choice.account, changes);
  // On duty, two groups of one name in two accounts look alike.
  const where = `${choice.group.name} (${choice.account.label})`;
  const [question, button] = actions.has('register')
    ? [`${where}: ${words}?`, actions.has('deregister') ? 'Apply' : 'Register']
    : [`${words} from ${where}?`, 'Deregister'];
  await confirm(question, sentences.join('\n\n'), button);
}

async function consequencesOfDeregisters(
  { registration }: Services,
  { account, group }: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<readonly string[]> {
  if (changes.every(({ action }) => action === 'register')) return [];
  const registered = await account.readHealth(group.arn, { priority: 'user' });
  return (await consequencesOf(registration, account, group, changes, registered)).sentences;
}

/** What cannot be looked up is no warning, and keeps nobody from registering. */
async function warningsOfRegisters(
  { account, group }: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<string[]> {
  const targets = changes.filter(({ action }) => action === 'register').map(({ target }) => target);
  try {
    const found = await warningsBeforeRegister(account, group, targets);
    const warnings = targets.flatMap((target) => {
      const warning = found.get(targetKey(target));
      return warning === undefined ? [] : [`${targetName(account, target)}: ${warning}`];
    });
    const more = warnings.length - MOST_WARNINGS_NAMED;
    return more > 0
      ? [...warnings.slice(0, MOST_WARNINGS_NAMED), `The same goes for ${more} more of the targets.`]
      : warnings;
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

function problemOf(
  { tree }: Services,
  { account, group }: GroupChoice,
  { done, left, error }: ApplyResult,
): GroupProblem {
  const node = tree.nodes.group(account, group.arn);
  const remedies: Remedy[] = [{ kind: 'applyChanges' }, { kind: 'reviewChanges' }];
  const stays = left.length === 1 ? 'The change stays pending.' : `${left.length} changes stay pending.`;
  const kind = isProblem(error) ? error.kind : 'service';
  // Nothing happened and the API said why: its own problem says it best.
  if (error !== undefined && done.length === 0) {
    const own = isProblem(error) ? error.remedies.filter((remedy) => remedy.kind !== 'retry') : [];
    return new GroupProblem(node, `${error.message} ${stays}`, {
      kind,
      cause: error,
      remedies: [...own, ...remedies],
    });
  }
  const named = left
    .slice(0, MOST_REASONS_NAMED)
    .map(({ change, reason }) => `${targetLabel(change.target)}: ${reason}`);
  const more = left.length > named.length ? [`And ${left.length - named.length} more.`] : [];
  const counts = done.length > 0 ? `${done.length} of ${done.length + left.length} done. ` : '';
  return new GroupProblem(
    node,
    `${account.label}: ${group.name}: ${counts}${stays} ${[...named, ...more].join(' ')}`,
    {
      kind,
      cause: error,
      remedies,
    },
  );
}
