// How many healthy targets the attributes `target_group_health.*` of a group ask for, and what happens below that.
import { loadBalancerKind, type TargetGroup } from './targetGroup';

export interface HealthMinimum {
  readonly action: 'dns_failover' | 'unhealthy_state_routing';
  readonly unit: 'count' | 'percentage';
  readonly least: number;
}

/** Of the targets that are registered and do not drain. */
export interface HealthyShare {
  readonly healthy: number;
  readonly total: number;
}

const ACTIONS = ['dns_failover', 'unhealthy_state_routing'] as const;
const UNITS = ['count', 'percentage'] as const;
const CROSS_ZONE = 'load_balancing.cross_zone.enabled';

/** An attribute that is `off`, or that the group does not have, asks for nothing. */
export function healthMinimums(attributes: ReadonlyMap<string, string>): HealthMinimum[] {
  return ACTIONS.flatMap((action) =>
    UNITS.flatMap((unit) => {
      const least = Number(attributes.get(`target_group_health.${action}.minimum_healthy_targets.${unit}`));
      return least > 0 ? [{ action, unit, least }] : [];
    }),
  );
}

/** "If the number of healthy targets is below this value": a share that equals it is enough. */
export function isBelow({ unit, least }: HealthMinimum, { healthy, total }: HealthyShare): boolean {
  return unit === 'count' ? healthy < least : healthy * 100 < least * total;
}

/**
 * A sentence for each action that the change sets off. The Elastic Load Balancing user guide: "If you specify both types
 * of thresholds for an action (count and percentage), the load balancer takes the action when either threshold is
 * breached", so an action that goes on already is none. That the last healthy target leaves is said elsewhere.
 */
export function minimumsUndercut(
  group: TargetGroup,
  attributes: ReadonlyMap<string, string>,
  before: HealthyShare,
  after: HealthyShare,
): string[] {
  if (after.healthy === 0) return [];
  const minimums = healthMinimums(attributes);
  return ACTIONS.flatMap((action) => {
    const ofAction = minimums.filter((minimum) => minimum.action === action);
    if (ofAction.some((minimum) => isBelow(minimum, before))) return [];
    const undercut = ofAction.find((minimum) => isBelow(minimum, after));
    return undercut === undefined
      ? []
      : [
          `${group.name} goes to ${after.healthy} healthy of ${after.total} targets, below its minimum of ${leastInWords(undercut)}: ${effect(action)}.${zoneClause(group, attributes)}`,
        ];
  });
}

function leastInWords({ action, unit, least }: HealthMinimum): string {
  return `${least}${unit === 'count' ? '' : '%'} (target_group_health.${action})`;
}

function effect(action: HealthMinimum['action']): string {
  return action === 'dns_failover'
    ? 'the load balancer is marked unhealthy in DNS, and traffic goes to healthy zones only, if there are any'
    : 'the load balancer sends traffic to all targets, unhealthy ones included';
}

/**
 * The Elastic Load Balancing user guide: "If cross-zone load balancing is off, … the thresholds apply to the number of
 * targets in each enabled zone separately." It is on for an Application Load Balancer, and off for others, unless the
 * group says otherwise.
 */
function zoneClause(group: TargetGroup, attributes: ReadonlyMap<string, string>): string {
  const own = attributes.get(CROSS_ZONE);
  const isOn =
    own === 'true' ||
    (own !== 'false' && group.loadBalancerArns.every((arn) => loadBalancerKind(arn) === 'application'));
  return isOn ? '' : ' Where cross-zone load balancing is off, each zone counts by itself.';
}
