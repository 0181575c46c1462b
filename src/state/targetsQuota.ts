// The account's quota "Targets per Target Group".
import { isProblem } from '../model/problem';
import { TARGETS_PER_GROUP, TARGETS_QUOTA } from '../model/quotas';
import type { Account } from './account';

/** Rejects with a `Problem` where it cannot be read. */
export async function readTargetsQuota(account: Account): Promise<number> {
  const cloud = await account.cloud();
  return (await cloud.accountLimits({ priority: 'user' })).get(TARGETS_QUOTA) ?? TARGETS_PER_GROUP;
}

/** The usual quota where the account's own cannot be read. */
export async function targetsQuotaOrUsual(account: Account): Promise<number> {
  try {
    return await readTargetsQuota(account);
  } catch (error) {
    if (isProblem(error)) return TARGETS_PER_GROUP;
    throw error;
  }
}
