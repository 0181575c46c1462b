// What every way of choosing changes ends in: they are staged under their group and, where the setting says so, applied.
import type { ProposedChange } from '../model/pendingChange';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';
import { applyChange } from './applyChange';

/** Stages the changes, then applies them at once or says that they are pending, as the setting has it. */
export async function submitChanges(
  services: Services,
  choice: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<void> {
  for (const action of ['deregister', 'register'] as const) {
    const targets = changes.filter((change) => change.action === action).map(({ target }) => target);
    if (targets.length > 0) await applyChange(services, { ...choice, targets, action });
  }
}
