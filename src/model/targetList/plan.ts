// What saving a list comes to: the changes to propose, the pending ones that it takes back, and what has to wait.
import type { ProposedChange } from '../pendingChange';
import { identityOf, type TargetIdentity, targetKey } from '../target';
import type { CheckedList, Finding } from './check';
import type { ListContext } from './context';
import type { ExpectedTarget } from './expected';

export interface SavePlan {
  readonly changes: readonly ProposedChange[];
  /** Targets whose pending change is not wanted any more. */
  readonly withdrawn: readonly TargetIdentity[];
  /** What keeps a line from being registered. */
  readonly errors: readonly Finding[];
  /**
   * Not in the text, and yet not deregistered: a line that cannot be read may stand for any of them, such as one whose port
   * was changed with a slip.
   */
  readonly held: readonly ExpectedTarget[];
}

export function planSave({ additions, missing, findings }: CheckedList, context: ListContext): SavePlan {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const leaving = errors.length > 0 ? [] : missing;
  const pendingKeys = new Set(context.pending.map(({ target }) => targetKey(target)));
  const isWithdrawn = (target: ExpectedTarget) =>
    target.health === undefined && pendingKeys.has(targetKey(target));
  const arriving = additions.filter(({ target }) => !pendingKeys.has(targetKey(target)));
  const nameOf = ({ id }: TargetIdentity) => {
    const name = context.instances?.get(id)?.name;
    return name === undefined ? {} : { targetName: name };
  };
  return {
    changes: [
      ...arriving.map(({ target, whenDrained }) => ({
        action: 'register' as const,
        target,
        ...nameOf(target),
        ...(whenDrained === undefined ? {} : { whenDrained }),
      })),
      ...leaving
        .filter((target) => !isWithdrawn(target))
        .map((target) => ({
          action: 'deregister' as const,
          target: identityOf(target),
          ...nameOf(target),
        })),
    ],
    withdrawn: [
      ...additions.filter(({ target }) => pendingKeys.has(targetKey(target))).map(({ target }) => target),
      ...leaving.filter(isWithdrawn).map(identityOf),
    ],
    errors,
    held: errors.length > 0 ? missing : [],
  };
}
