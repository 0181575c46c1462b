// Changes the health check of a group, and reads back whether it was changed.
import { type Clock, wait } from '../model/clock';
import { fieldLabel, HEALTH_CHECK_FIELDS, type HealthCheckChange } from '../model/healthCheckEdit';
import { Problem } from '../model/problem';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';

const BY_USER = { priority: 'user' } as const;

/** Reads lag behind writes: what is not seen after the last of these waits is reported as not done. */
const LOOK_AGAIN_AFTER_MILLISECONDS = [0, 500, 1_000, 2_000];

/** Rejects with a `Problem` where the API refuses the change, or accepts it and does not show it. */
export async function changeHealthCheck(
  account: Account,
  group: TargetGroup,
  change: HealthCheckChange,
  clock: Clock,
): Promise<void> {
  await (await account.cloud()).modifyHealthCheck(group.arn, change, BY_USER);
  let missing: readonly string[] = [];
  for (const delay of LOOK_AGAIN_AFTER_MILLISECONDS) {
    if (delay > 0) await wait(clock, delay);
    await account.readGroups({ priority: 'verification' });
    if (account.error !== undefined) throw unseen(group, account.error);
    missing = notChanged(account.group(group.arn)?.group ?? group, change);
    if (missing.length === 0) return;
  }
  throw new Problem(
    `The API accepted the change of the health check of ${group.name}, but still gives the former ${missing.join(', ')}. Refresh the list, and try again if it stays so.`,
    { kind: 'service', remedies: [{ kind: 'refresh' }] },
  );
}

function notChanged({ healthCheck }: TargetGroup, change: HealthCheckChange): string[] {
  return HEALTH_CHECK_FIELDS.filter(
    (field) => change[field] !== undefined && change[field] !== healthCheck[field],
  ).map((field) => fieldLabel(field).toLowerCase());
}

function unseen({ name }: TargetGroup, error: Error): Problem {
  return new Problem(
    `The API accepted the change of the health check of ${name}, but the list cannot be read: ${error.message} Refresh the list to see it.`,
    { kind: 'service', remedies: [{ kind: 'refresh' }], cause: error },
  );
}
