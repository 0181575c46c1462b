// Tells of which groups a stored list has news.
import type { ChangeScope } from '../model/pendingChange';
import type { Disposable } from './emitter';
import type { SharedFile } from './sharedFile';

type Entry = ChangeScope & { readonly id: string };

/** Tells the groups of the entries that came, went or changed. */
export function onScopesChange(
  file: SharedFile<readonly Entry[]>,
  listener: (scopes: readonly ChangeScope[]) => void,
): Disposable {
  let before = file.value;
  return file.onDidChange(() => {
    const scopes = changedScopes(before, file.value);
    before = file.value;
    if (scopes.length > 0) listener(scopes);
  });
}

function changedScopes(before: readonly Entry[], now: readonly Entry[]): ChangeScope[] {
  const texts = new Map(before.map((entry) => [entry.id, JSON.stringify(entry)]));
  const stayed = new Set(
    now.filter((entry) => texts.get(entry.id) === JSON.stringify(entry)).map(({ id }) => id),
  );
  const changed = [...before, ...now].filter(({ id }) => !stayed.has(id));
  return [...new Map(changed.map((scope) => [`${scope.connectionId}|${scope.groupArn}`, scope])).values()];
}
