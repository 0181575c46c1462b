// Changes in a few words, for titles and messages.
import { capitalized } from '../model/capitalized';
import type { ProposedChange } from '../model/pendingChange';
import type { Account } from '../state/account';
import { targetName } from './targetName';

/** `Register web-3`, `Deregister 2 targets`, `Register 2 targets, deregister 10.0.1.5:80`. */
export function changesInWords(account: Account, changes: readonly ProposedChange[]): string {
  const parts = (['register', 'deregister'] as const).flatMap((action) => {
    const targets = changes.filter((change) => change.action === action).map(({ target }) => target);
    const [first] = targets;
    if (first === undefined) return [];
    return [`${action} ${targets.length === 1 ? targetName(account, first) : `${targets.length} targets`}`];
  });
  return capitalized(parts.join(', '));
}
