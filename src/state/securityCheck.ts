// Checks whether the security groups of targets let their load balancer in, adds the rules that are missing, and warns
// before a register.
import type { CallOptions } from '../aws/cloud';
import { type Clock, wait } from '../model/clock';
import { isProblem, Problem } from '../model/problem';
import { checkTargets, type TargetCheck, verdictOf } from '../model/securityGroups/check';
import type { Verdict } from '../model/securityGroups/evaluation';
import { whyNotChecked } from '../model/securityGroups/flows';
import { inCalls, type MissingRule, missingRules } from '../model/securityGroups/missingRules';
import type { NetworkInterface } from '../model/securityGroups/network';
import type { Names, SecurityCheck } from '../model/securityGroups/securityCheck';
import { findingWords, warningWords } from '../model/securityGroups/words';
import { type TargetIdentity, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import { idsOf, lookUp, permitted } from './securityLookups';

const BY_USER: CallOptions = { priority: 'user' };

/** EC2's reads lag behind its writes: what is not seen after the last of these waits is reported as it is seen. */
const LOOK_AGAIN_AFTER_MILLISECONDS = [500, 1_000, 2_000];

/** Rejects with a `Problem` where there is nothing to check: a Lambda group, no load balancer, a Gateway Load Balancer. */
export async function checkSecurityGroups(
  account: Account,
  group: TargetGroup,
  targets: readonly TargetIdentity[],
  clock: Clock,
): Promise<SecurityCheck> {
  const reason = whyNotChecked(group);
  if (reason !== undefined) throw new Problem(reason, { kind: 'invalid' });
  const input = await lookUp(account, group, targets, BY_USER);
  const checks = checkTargets(input);
  const names = namesOf(input);
  const users = await usersOf(account, checks);
  const check: SecurityCheck = {
    group,
    checkedAt: clock.now(),
    loadBalancers: input.loadBalancers.map(({ loadBalancer }) => loadBalancer),
    keepsClientIp: input.keepsClientIp,
    checks,
    missing: missingRules(checks, (id) => users.get(id)?.length ?? 0),
    names,
    users,
  };
  account.keepSecurityFindings(
    group.arn,
    new Map(
      checks.map((each) => [
        targetKey(each.target),
        { at: check.checkedAt, words: findingWords(each, names), healthCheck: healthCheckVerdict(each) },
      ]),
    ),
  );
  return check;
}

/** Of the way to the health check's port alone; undefined where nothing was judged. */
function healthCheckVerdict({ findings }: TargetCheck): Verdict | undefined {
  const ofCheck = findings.filter(({ flow }) => flow.purpose === 'healthCheck');
  return ofCheck.length === 0 ? undefined : verdictOf({ findings: ofCheck });
}

/**
 * Adds the rules and checks again, until the check sees them. Rejects with the problem of the first call that fails; what
 * was added before it stays.
 */
export async function addRules(
  account: Account,
  { group, checks }: SecurityCheck,
  rules: readonly MissingRule[],
  clock: Clock,
): Promise<SecurityCheck> {
  const cloud = await account.cloud();
  for (const { securityGroupId, direction, rules: some } of inCalls(rules)) {
    try {
      await cloud.authorize(securityGroupId, direction, some, BY_USER);
    } catch (error) {
      // Somebody was faster with one of them: what is still missing then, the new check finds.
      if (!isProblem(error) || error.code !== 'InvalidPermission.Duplicate') throw error;
    }
  }
  const targets = checks.map(({ target }) => target);
  const added = new Set(rules.map(ruleKey));
  let check = await checkSecurityGroups(account, group, targets, clock);
  for (const delay of LOOK_AGAIN_AFTER_MILLISECONDS) {
    if (!check.missing.some((rule) => added.has(ruleKey(rule)))) break;
    await wait(clock, delay);
    check = await checkSecurityGroups(account, group, targets, clock);
  }
  return check;
}

/**
 * By the keys of the targets: one sentence for each that would not work once it is registered, because the security groups
 * do not let the load balancer in. What cannot be told is no warning.
 */
export async function warningsBeforeRegister(
  account: Account,
  group: TargetGroup,
  targets: readonly TargetIdentity[],
): Promise<Map<string, string>> {
  if (whyNotChecked(group) !== undefined || targets.length === 0) return new Map();
  const input = await lookUp(account, group, targets, BY_USER);
  const names = namesOf(input);
  return new Map(
    checkTargets(input).flatMap((check): [string, string][] => {
      const warning = warningWords(check, names);
      return warning === undefined ? [] : [[targetKey(check.target), warning]];
    }),
  );
}

/** The names of the instances that have a security group that would get rules. */
export async function instanceNames(
  account: Account,
  { users, missing }: SecurityCheck,
): Promise<(instanceId: string) => string | undefined> {
  const interfaces = missing.flatMap(({ securityGroupId }) => users.get(securityGroupId) ?? []);
  const ids = new Set(interfaces.flatMap(({ instanceId }) => instanceId ?? []));
  const unnamed = [...ids].filter((id) => account.instance(id) === undefined);
  const cloud = await account.cloud();
  const read = await permitted('ec2:DescribeInstances', () => cloud.instancesById(unnamed, BY_USER));
  const names = new Map(('known' in read ? read.known : []).map(({ id, name }) => [id, name]));
  return (id) => account.instance(id)?.name ?? names.get(id);
}

function ruleKey({ securityGroupId, direction, packets, peer }: MissingRule): string {
  return JSON.stringify([securityGroupId, direction, packets, peer]);
}

function namesOf({ loadBalancers, targets, securityGroups }: Awaited<ReturnType<typeof lookUp>>): Names {
  const ids = idsOf(
    loadBalancers.map(({ loadBalancer }) => loadBalancer),
    targets,
  );
  return new Map(
    ids
      .map(securityGroups)
      .flatMap((group) => ('known' in group ? [[group.known.id, group.known.name]] : [])),
  );
}

/** Asked for only where a rule may be missing: who else has the security groups that would get it. */
async function usersOf(account: Account, checks: readonly TargetCheck[]): Promise<SecurityCheck['users']> {
  if (missingRules(checks, () => 0).length === 0) return new Map();
  const ids = new Set(
    checks.flatMap(({ securityGroupIds = [], findings }) => [
      ...securityGroupIds,
      ...findings.flatMap(({ loadBalancer }) => loadBalancer.securityGroupIds),
    ]),
  );
  const cloud = await account.cloud();
  const found = await permitted('ec2:DescribeNetworkInterfaces', () =>
    cloud.networkInterfaces({ by: 'securityGroup', values: [...ids] }, BY_USER),
  );
  const interfaces: readonly NetworkInterface[] = 'known' in found ? found.known : [];
  return new Map(
    [...ids].map((id) => [id, interfaces.filter(({ securityGroupIds }) => securityGroupIds.includes(id))]),
  );
}
