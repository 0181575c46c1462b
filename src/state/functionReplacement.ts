// Replaces a function through a new target group: step by step, each written down before it is made and known to be done
// only when it was read back, so that a run that ends in the middle is gone on with and makes no second group.
import type { CallOptions, Cloud } from '../aws/cloud';
import { type Clock, wait } from '../model/clock';
import {
  type GroupSettings,
  movedActions,
  newGroupArnOf,
  type ReplacementPlan,
  routesTo,
} from '../model/functionReplacement';
import { invokeStatement, letsLoadBalancerInvoke } from '../model/permission';
import { isProblem, Problem } from '../model/problem';
import { areSameActions, forwardsTo, type Route, routeInWords, type RoutingAction } from '../model/routing';
import { isDraining, targetLabel } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { BegunReplacement, BegunReplacements } from './begunReplacements';
import type { Registration } from './registration';

export interface ReplacementRequest {
  readonly account: Account;
  readonly group: Pick<TargetGroup, 'arn' | 'name'>;
  readonly newFunctionArn: string;
  readonly newName: string;
}

export interface Replaced {
  readonly newGroupArn: string;
  readonly movedCount: number;
  /** Those that forward to the old group in the end: they were added after the review. */
  readonly leftOver: readonly Route[];
}

interface Run {
  readonly account: Account;
  readonly cloud: Cloud;
  readonly plan: ReplacementPlan;
  /** What was seen done, in words. */
  readonly done: string[];
}

const BY_USER: CallOptions = { priority: 'user' };
const TO_VERIFY: CallOptions = { priority: 'verification' };
/** Reads lag behind writes; what is not seen after the last of these waits is reported as not done. */
const READ_BACK_AFTER_MILLISECONDS = [0, 500, 1_000, 2_000, 4_000, 8_000];

export class FunctionReplacements {
  private readonly underWay = new Set<string>();

  private readonly records: BegunReplacements;
  private readonly registration: Registration;
  private readonly clock: Clock;

  constructor(records: BegunReplacements, registration: Registration, clock: Clock) {
    this.records = records;
    this.registration = registration;
    this.clock = clock;
  }

  /** The replacement of the group's function that has begun and is not known to be complete. */
  unfinished(connectionId: string, groupArn: string): BegunReplacement | undefined {
    return this.records.of({ connectionId, groupArn });
  }

  /** Lets go of a replacement that has begun; what it made stays. */
  async forget(begun: BegunReplacement): Promise<void> {
    await this.records.strikeOff(begun);
  }

  /** Reads what there is and what is done already; changes nothing. */
  async plan({ account, group, newFunctionArn, newName }: ReplacementRequest): Promise<ReplacementPlan> {
    const cloud = await account.cloud();
    const [old, [registered], policy, present] = await Promise.all([
      cloud.groupSettings(group.arn, BY_USER),
      account.readHealth(group.arn, BY_USER),
      cloud.functionPolicy(newFunctionArn, BY_USER),
      cloud.groupByName(newName, BY_USER),
    ]);
    const begun = this.unfinished(account.id, group.arn);
    const isOurs =
      begun?.newName === newName && (begun.newGroupArn === undefined || begun.newGroupArn === present?.arn);
    if (present !== undefined && !isOurs) throw nameTaken(newName);
    const [targets, routes] = await Promise.all([
      present === undefined ? [] : cloud.targetHealth(present.arn, BY_USER),
      routesOf(cloud, [...old.group.loadBalancerArns, ...(present?.loadBalancerArns ?? [])]),
    ]);
    if (
      present !== undefined &&
      (present.targetType !== 'lambda' || targets.some(({ id }) => id !== newFunctionArn))
    )
      throw nameTaken(newName);
    return {
      connectionId: account.id,
      old,
      oldFunctionArn: registered?.id,
      newFunctionArn,
      newName,
      newGroupArn: present?.arn,
      isPermitted: letsLoadBalancerInvoke(
        policy,
        newFunctionArn,
        newGroupArnOf({ newGroupArn: present?.arn, newName, old }),
      ),
      isRegistered: targets.some((target) => !isDraining(target)),
      moves: routesTo(routes, group.arn),
      moved: present === undefined ? [] : routesTo(routes, present.arn),
    };
  }

  /**
   * Carries the plan out. Rejects with a `Problem` that says which steps are done; the same again goes on from there. A
   * route that is not as it was reviewed is left alone, and is such a problem.
   */
  async carryOut(account: Account, plan: ReplacementPlan, onStep: (step: string) => void): Promise<Replaced> {
    const { arn, name } = plan.old.group;
    const key = `${account.id}|${arn}`;
    if (this.underWay.has(key)) {
      throw new Problem(`The function of ${name} is being replaced already. Wait until that has ended.`, {
        kind: 'invalid',
      });
    }
    this.underWay.add(key);
    let step = 'connecting';
    const done: string[] = [];
    try {
      return await this.steps({ account, cloud: await account.cloud(), plan, done }, (next) => {
        step = next;
        onStep(next);
      });
    } catch (error) {
      throw stopped(name, step, done, error);
    } finally {
      this.underWay.delete(key);
      // The groups' load balancers have changed, and a group may be new.
      await account.readGroups(TO_VERIFY);
    }
  }

  private async steps(run: Run, onStep: (step: string) => void): Promise<Replaced> {
    const { account, cloud, plan, done } = run;
    const label = targetLabel({ id: plan.newFunctionArn });
    onStep(`creating ${plan.newName}`);
    const newGroupArn = await this.makeGroup(run);
    done.push(`${plan.newName} is there`);
    await copySettings(cloud, plan.old, newGroupArn);
    onStep(`letting Elastic Load Balancing invoke ${label}`);
    await permit(cloud, plan, newGroupArn);
    onStep(`registering ${label} with ${plan.newName}`);
    await this.register(run, newGroupArn);
    done.push(`${label} is registered with it`);
    let moved = 0;
    for (const route of plan.moves) {
      onStep(`moving ${routeInWords(route)}`);
      await this.move(run, route, newGroupArn);
      moved += 1;
      const count = `${moved} of ${plan.moves.length} routes moved`;
      if (moved === 1) done.push(count);
      else done[done.length - 1] = count;
    }
    onStep('reading back');
    const leftOver = routesTo(
      await routesOf(cloud, plan.old.group.loadBalancerArns, TO_VERIFY),
      plan.old.group.arn,
    );
    if (leftOver.length === 0) await this.records.strikeOff(this.recordOf(account, plan));
    return { newGroupArn, movedCount: moved, leftOver };
  }

  private async makeGroup({ account, cloud, plan }: Run): Promise<string> {
    const record = this.recordOf(account, plan);
    if (plan.newGroupArn !== undefined) {
      await this.records.write({ ...record, newGroupArn: plan.newGroupArn });
      return plan.newGroupArn;
    }
    // The name may have been taken since the review, and creating a group like one that is there gives that one.
    if ((await cloud.groupByName(plan.newName, BY_USER)) !== undefined) {
      if (this.unfinished(account.id, plan.old.group.arn)?.newName !== plan.newName)
        throw nameTaken(plan.newName);
    }
    await this.records.write(record);
    const newGroupArn = await cloud.createFunctionGroup(plan.newName, plan.old, BY_USER);
    await this.records.write({ ...record, newGroupArn });
    return newGroupArn;
  }

  private async register({ account, cloud, plan }: Run, newGroupArn: string): Promise<void> {
    const target = { id: plan.newFunctionArn };
    const isThere = (await cloud.targetHealth(newGroupArn, BY_USER)).some(
      (listed) => listed.id === target.id && !isDraining(listed),
    );
    if (isThere) return;
    const group = { ...plan.old.group, arn: newGroupArn, name: plan.newName, loadBalancerArns: [] };
    const { outcomes, error } = await this.registration.register({ account, group, targets: [target] });
    if (outcomes.every(({ done }) => done)) return;
    throw error ?? notSeen(`${targetLabel(target)} in ${plan.newName}`);
  }

  private async move({ cloud, plan }: Run, route: Route, newGroupArn: string): Promise<void> {
    const wanted = movedActions(route.actions, plan.old.group.arn, newGroupArn);
    const now = await cloud.routeActions(route, BY_USER);
    if (now !== undefined && areSameActions(now, wanted)) return;
    if (now === undefined || !areSameActions(now, route.actions)) throw changedMeanwhile(route, now);
    await cloud.setRouteActions(route, movedActions(now, plan.old.group.arn, newGroupArn), BY_USER);
    for (const delay of READ_BACK_AFTER_MILLISECONDS) {
      if (delay > 0) await wait(this.clock, delay);
      const read = await cloud.routeActions(route, TO_VERIFY);
      if (read !== undefined && !forwardsTo(read, plan.old.group.arn)) return;
    }
    throw notSeen(`the change of ${routeInWords(route)}`);
  }

  private recordOf(account: Account, plan: ReplacementPlan): BegunReplacement {
    return {
      connectionId: account.id,
      groupArn: plan.old.group.arn,
      newFunctionArn: plan.newFunctionArn,
      newName: plan.newName,
      begunAt: this.unfinished(account.id, plan.old.group.arn)?.begunAt ?? this.clock.now(),
    };
  }
}

/** Each load balancer's once. */
async function routesOf(
  cloud: Cloud,
  loadBalancerArns: readonly string[],
  options: CallOptions = BY_USER,
): Promise<Route[]> {
  const arns = [...new Set(loadBalancerArns)];
  return (await Promise.all(arns.map((arn) => cloud.routes(arn, options)))).flat();
}

/** Attributes and tags; only what differs, since not every attribute that is read can be set. */
async function copySettings(cloud: Cloud, old: GroupSettings, newGroupArn: string): Promise<void> {
  const differing = async () => {
    const now = await cloud.groupAttributes(newGroupArn, BY_USER);
    return new Map([...old.attributes].filter(([key, value]) => now.has(key) && now.get(key) !== value));
  };
  const attributes = await differing();
  if (attributes.size === 0) return;
  await cloud.setGroupAttributes(newGroupArn, attributes, BY_USER);
  const [left] = (await differing()).keys();
  if (left !== undefined) throw notSeen(`the attribute ${left}`);
}

/** Adds the permission only where the review has shown its statement. */
async function permit(
  cloud: Cloud,
  { newFunctionArn, isPermitted }: ReplacementPlan,
  groupArn: string,
): Promise<void> {
  const policy = await cloud.functionPolicy(newFunctionArn, BY_USER);
  if (letsLoadBalancerInvoke(policy, newFunctionArn, groupArn)) return;
  if (isPermitted) {
    throw new Problem(
      'The function’s resource policy was changed since the review: it does not let Elastic Load Balancing invoke it. Review it anew.',
      { kind: 'invalid' },
    );
  }
  await cloud.allowInvoke(newFunctionArn, invokeStatement(groupArn), BY_USER);
}

function nameTaken(name: string): Problem {
  return new Problem(
    `There is a target group ${name} that this replacement did not make. Run it again and choose another name.`,
    { kind: 'invalid' },
  );
}

function notSeen(what: string): Problem {
  return new Problem(`The API accepted the call, but reading back does not show ${what}.`, {
    kind: 'service',
  });
}

function changedMeanwhile(route: Route, now: readonly RoutingAction[] | undefined): Problem {
  const what = now === undefined ? 'was deleted' : 'was changed by somebody else';
  return new Problem(
    `${routeInWords(route)} ${what} since the review, so it was left as it is. Review it anew.`,
    { kind: 'invalid' },
  );
}

function stopped(name: string, step: string, done: readonly string[], error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const soFar = done.length === 0 ? 'Nothing was changed before that' : `Done: ${done.join('; ')}`;
  return new Problem(
    `Replacing the function of ${name} stopped at ${step}. ${cause.message} ${soFar}. What is not moved is still answered by the old function; going on makes no second group.`,
    {
      kind: isProblem(error) ? error.kind : 'service',
      remedies: isProblem(error) ? error.remedies : [{ kind: 'showLog' }],
      ...(isProblem(error) && error.code !== undefined ? { code: error.code } : {}),
      cause,
    },
  );
}
