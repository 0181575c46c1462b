// What a person calls a target.
import { type TargetIdentity, targetLabel } from '../model/target';
import type { Account } from '../state/account';

/** An instance's name, where it has one, else its id and port. */
export function targetName(account: Account, target: TargetIdentity): string {
  return account.instance(target.id)?.name ?? targetLabel(target);
}
