// Applies pending changes with progress and a way to cancel, asks first where there is a consequence, and says what became
// of each.
import { ProgressLocation, window } from 'vscode';
import { consequencesOfDeregister, waitToReturn } from '../model/consequences';
import { durationInWords } from '../model/duration';
import type { Instance } from '../model/network';
import type { PendingChange, ProposedChange } from '../model/pendingChange';
import { isProblem, Problem, type Remedy } from '../model/problem';
import { targetLabel } from '../model/target';
import type { Account } from '../state/account';
import type { ApplyResult } from '../state/applying';
import { confirm } from './ask';
import { changesInWords } from './changesInWords';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

const SAID_FOR_MILLISECONDS = 6_000;
const MOST_REASONS_NAMED = 3;

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
  if (result.left.length > 0) throw problemOf({ account, group }, result);
  if (result.done.length > 0) {
    const done = changesInWords(account, result.done);
    window.setStatusBarMessage(`$(check) ${group.name}: ${done}: done`, SAID_FOR_MILLISECONDS);
  }
}

/** Asks where deregistering has a consequence, and says it in figures. Rejects with `Cancelled` when the user takes it back. */
export async function confirmConsequences(
  services: Services,
  choice: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<void> {
  const consequences = await consequencesOf(services, choice, changes);
  if (consequences.length === 0) return;
  const onlyDeregisters = changes.every(({ action }) => action === 'deregister');
  const words = changesInWords(choice.account, changes);
  // On duty, two groups of one name in two accounts look alike.
  const where = `${choice.group.name} (${choice.account.label})`;
  await confirm(
    onlyDeregisters ? `${words} from ${where}?` : `${where}: ${words}?`,
    consequences.join('\n\n'),
    onlyDeregisters ? 'Deregister' : 'Apply',
  );
}

/** Empty when nobody needs to be asked; otherwise with how long the drain takes. */
async function consequencesOf(
  { registration }: Services,
  { account, group }: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<string[]> {
  const targets = changes.filter(({ action }) => action === 'deregister').map(({ target }) => target);
  if (targets.length === 0) return [];
  const registered = await account.readHealth(group.arn, { priority: 'user' });
  const ids = group.targetType === 'instance' ? [...new Set(targets.map(({ id }) => id))] : [];
  const names = ofInstances(account, ids, ({ name }) => name);
  const delayMilliseconds = await registration.delayOf(account, group);
  const consequences = [
    ...consequencesOfDeregister(group, targets, registered, await ownersOf(account, ids), names),
    ...[waitToReturn(group, targets, delayMilliseconds)].filter((wait) => wait !== undefined),
  ];
  return consequences.length === 0 || delayMilliseconds === undefined
    ? consequences
    : [...consequences, `${group.name} drains for up to ${durationInWords(delayMilliseconds)}.`];
}

async function ownersOf(account: Account, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const cloud = await account.cloud();
  return (
    cloud
      .autoScalingOwners(ids, { priority: 'user' })
      // Without autoscaling:DescribeAutoScalingInstances the instances' tags tell the owner.
      .catch(() => ofInstances(account, ids, ({ autoScalingGroup }) => autoScalingGroup))
  );
}

function ofInstances(
  account: Account,
  ids: readonly string[],
  property: (instance: Instance) => string | undefined,
): Map<string, string> {
  const entries = ids.flatMap((id) => {
    const instance = account.instance(id);
    const value = instance === undefined ? undefined : property(instance);
    return value === undefined ? [] : [[id, value] as const];
  });
  return new Map(entries);
}

function problemOf({ account, group }: GroupChoice, { done, left, error }: ApplyResult): Problem {
  const remedies: Remedy[] = [{ kind: 'applyChanges' }, { kind: 'reviewChanges' }];
  const stays = left.length === 1 ? 'The change stays pending.' : `${left.length} changes stay pending.`;
  const kind = isProblem(error) ? error.kind : 'service';
  // Nothing happened and the API said why: its own problem says it best.
  if (error !== undefined && done.length === 0) {
    const own = isProblem(error) ? error.remedies.filter((remedy) => remedy.kind !== 'retry') : [];
    return new Problem(`${error.message} ${stays}`, { kind, cause: error, remedies: [...own, ...remedies] });
  }
  const named = left
    .slice(0, MOST_REASONS_NAMED)
    .map(({ change, reason }) => `${targetLabel(change.target)}: ${reason}`);
  const more = left.length > named.length ? [`And ${left.length - named.length} more.`] : [];
  const counts = done.length > 0 ? `${done.length} of ${done.length + left.length} done. ` : '';
  return new Problem(`${account.label}: ${group.name}: ${counts}${stays} ${[...named, ...more].join(' ')}`, {
    kind,
    cause: error,
    remedies,
  });
}
