// Plans the servicing of a group's targets: batches over the zones, what they leave healthy, and how long it takes.
import type { ChangeScope } from '../pendingChange';
import { plural } from '../plural';
import { isDraining, type RegisteredTarget, type TargetIdentity, targetKey } from '../target';
import { loadBalancerKind, type TargetGroup } from '../targetGroup';
import { batchCount, type PlannedTarget, type ServicePlan, type ServiceStep } from './serviceRun';

export interface PlanWish {
  readonly scope: ChangeScope;
  readonly group: TargetGroup;
  /** All targets of the group, as last read. */
  readonly registered: readonly RegisteredTarget[];
  /** Those to service, each listed and not draining. */
  readonly targets: readonly { readonly target: TargetIdentity; readonly targetName?: string }[];
  /** Where it is known; of all targets of the group. */
  readonly zoneOf: (target: TargetIdentity) => string | undefined;
  readonly batchSize: number;
  readonly floor: number;
  readonly step: ServiceStep;
  readonly delayMilliseconds?: number | undefined;
}

export type Planned = { readonly plan: ServicePlan } | { readonly refusal: string };

/** What one batch does to the group's healthy targets. */
export interface BatchArithmetic {
  readonly batch: number;
  readonly targets: readonly PlannedTarget[];
  readonly healthyBefore: number;
  /** While the batch is out, if everything else stays as it is. */
  readonly healthyLeft: number;
}

/** Of all batches together; what could not be read, or depends on the step, is absent. */
export interface Estimate {
  /** The API lists a target as `draining` until the whole delay is over. */
  readonly drainsMilliseconds?: number;
  readonly stepsMilliseconds?: number;
  /** Threshold × interval; a new target may need fewer checks, and a slow one more. */
  readonly checksMilliseconds?: number;
}

/** So many times threshold × interval may go by before a target is said not to come back. */
const LATE_FACTOR = 3;
const LATE_AT_LEAST_MILLISECONDS = 60_000;
/** A Network Load Balancer takes minutes to register a target. */
const NETWORK_EXTRA_MILLISECONDS = 180_000;

/** Why targets of such a group are not serviced one after another; undefined where they can be. */
export function unserviceable({
  name,
  targetType,
}: Pick<TargetGroup, 'name' | 'targetType'>): string | undefined {
  switch (targetType) {
    case 'lambda':
      return `${name} has a Lambda function, which does not drain: requests in flight would fail with HTTP 5XX. Replace the function through a new group instead.`;
    case 'alb':
      return `${name} has one Application Load Balancer as its target: nothing is left in service while it is out. Service the targets of that load balancer's own groups instead.`;
    default:
      return undefined;
  }
}

export function planServicing(wish: PlanWish): Planned {
  const { scope, group, registered, targets, batchSize, floor, step, delayMilliseconds } = wish;
  const { targetType } = group;
  const refusal = unserviceable(group) ?? refusalOfFigures(wish);
  if (refusal !== undefined || targetType === 'lambda' || targetType === 'alb') {
    return { refusal: refusal ?? '' };
  }
  const { connectionId, groupArn, groupName } = scope;
  const healthyAfter = healthyAfterOf(group);
  const plan: ServicePlan = {
    connectionId,
    groupArn,
    groupName,
    targetType,
    targets: inBatches(wish),
    batchSize: Math.min(batchSize, targets.length),
    floor,
    step,
    lateAfterMilliseconds: lateAfterOf(group, healthyAfter),
    ...(delayMilliseconds === undefined ? {} : { delayMilliseconds }),
    ...(healthyAfter === undefined ? {} : { healthyAfterMilliseconds: healthyAfter }),
  };
  const unkept = floorUnkept(plan, registered);
  return unkept === undefined ? { plan } : { refusal: unkept };
}

/** `3`, or `30%` of the targets, rounded down, and one at least; undefined for anything else. */
export function batchSizeOf(text: string, targetCount: number): number | undefined {
  const [, digits, percent] = /^\s*(\d{1,4})\s*(%?)\s*$/.exec(text) ?? [];
  const figure = Number(digits);
  if (!(figure > 0) || (percent === '%' && figure > 100)) return undefined;
  return percent === '%' ? Math.max(1, Math.floor((targetCount * figure) / 100)) : figure;
}

function refusalOfFigures({ group, registered, targets, batchSize, floor }: PlanWish): string | undefined {
  if (targets.length === 0) return `No target of ${group.name} is chosen. Choose at least one.`;
  if (!Number.isInteger(batchSize) || batchSize < 1) return 'A batch has at least 1 target.';
  if (!Number.isInteger(floor) || floor < 0) return 'The least number of healthy targets is 0 or more.';
  const inService = new Set(registered.filter((target) => !isDraining(target)).map(targetKey));
  const gone = targets.filter(({ target }) => !inService.has(targetKey(target)));
  return gone.length === 0
    ? undefined
    : `${plural(gone.length, 'chosen target')} of ${group.name} ${gone.length === 1 ? 'is' : 'are'} not in service any more. Choose the targets again.`;
}

/** A sentence with the figures where some batch leaves fewer healthy targets than the floor. */
export function floorUnkept(
  plan: Pick<ServicePlan, 'targets' | 'floor' | 'batchSize'>,
  registered: readonly RegisteredTarget[],
): string | undefined {
  const worst = arithmeticOf(plan, registered).reduce<BatchArithmetic | undefined>(
    (least, batch) => (least && least.healthyLeft <= batch.healthyLeft ? least : batch),
    undefined,
  );
  if (worst === undefined || worst.healthyLeft >= plan.floor) return undefined;
  const { healthyBefore, healthyLeft } = worst;
  const most = healthyBefore - plan.floor;
  const smaller = most > 0 ? `batches of at most ${most}, or ` : '';
  return `${healthyBefore} healthy, batches of ${plan.batchSize} leave ${healthyLeft}: a floor of ${plan.floor} cannot be kept. Choose ${smaller}a floor of at most ${healthyLeft}.`;
}

/** By the health as it is now: what is serviced is taken to come back as it was. */
export function arithmeticOf(
  { targets }: Pick<ServicePlan, 'targets'>,
  registered: readonly RegisteredTarget[],
): BatchArithmetic[] {
  const healthy = new Set(registered.filter(({ health }) => health.state === 'healthy').map(targetKey));
  return Array.from({ length: batchCount({ targets }) }, (_, batch) => {
    const members = targets.filter((target) => target.batch === batch);
    const leaving = members.filter(({ target }) => healthy.has(targetKey(target))).length;
    return {
      batch,
      targets: members,
      healthyBefore: healthy.size,
      healthyLeft: healthy.size - leaving,
    };
  });
}

export function estimateOf(
  plan: Pick<ServicePlan, 'targets' | 'delayMilliseconds' | 'healthyAfterMilliseconds' | 'step'>,
): Estimate {
  const { delayMilliseconds: delay, healthyAfterMilliseconds: checks, step } = plan;
  const batches = batchCount(plan);
  return {
    ...(delay === undefined ? {} : { drainsMilliseconds: batches * delay }),
    ...(step.kind === 'pause' ? { stepsMilliseconds: batches * step.seconds * 1000 } : {}),
    ...(checks === undefined ? {} : { checksMilliseconds: batches * checks }),
  };
}

function healthyAfterOf({ healthCheck }: TargetGroup): number | undefined {
  const { healthyThreshold, intervalSeconds } = healthCheck;
  return healthyThreshold === undefined || intervalSeconds === undefined
    ? undefined
    : healthyThreshold * intervalSeconds * 1000;
}

function lateAfterOf(group: TargetGroup, healthyAfter = 0): number {
  const isNetwork = group.loadBalancerArns.some((arn) => loadBalancerKind(arn) === 'network');
  return (
    Math.max(LATE_FACTOR * healthyAfter, LATE_AT_LEAST_MILLISECONDS) +
    (isNetwork ? NETWORK_EXTRA_MILLISECONDS : 0)
  );
}

/**
 * Fills one batch after the other, each time from the zone that has most left, and never takes the last target of a zone
 * that has several: a batch is rather smaller than asked for.
 */
function inBatches({ targets, registered, zoneOf, batchSize }: PlanWish): PlannedTarget[] {
  const present = registered.filter((target) => !isDraining(target));
  const inZone = countBy(present.map(zoneOf));
  const left = targets.map(({ target, targetName }) => {
    const zone = zoneOf(target);
    return {
      target,
      ...(targetName === undefined ? {} : { targetName }),
      ...(zone === undefined ? {} : { zone }),
    };
  });
  const planned: PlannedTarget[] = [];
  for (let batch = 0; left.length > 0; batch++) {
    const members: PlannedTarget[] = [];
    while (members.length < batchSize) {
      const waiting = countBy(left.map(({ zone }) => zone));
      const taken = countBy(members.map(({ zone }) => zone));
      const takesAll = ({ zone }: { readonly zone?: string }) => {
        const all = inZone.get(zone) ?? 0;
        return zone !== undefined && all > 1 && (taken.get(zone) ?? 0) + 1 >= all;
      };
      const next = left
        .filter((candidate) => !takesAll(candidate))
        .reduce<(typeof left)[number] | undefined>(
          (best, each) =>
            best && (waiting.get(best.zone) ?? 0) >= (waiting.get(each.zone) ?? 0) ? best : each,
          undefined,
        );
      if (next === undefined) break;
      left.splice(left.indexOf(next), 1);
      members.push({ ...next, batch });
    }
    planned.push(...members);
  }
  return planned;
}

function countBy(zones: readonly (string | undefined)[]): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const zone of zones) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  return counts;
}
