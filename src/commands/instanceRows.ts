// The instances of a VPC as rows to choose from: first those that are new to the group, last those that cannot be registered.
import type { QuickPickItem } from 'vscode';
import { agoInWords, dateAndTime } from '../model/ago';
import { checkInstance } from '../model/eligibility';
import type { Instance } from '../model/network';
import type { PendingChange } from '../model/pendingChange';
import { isDraining, type RegisteredTarget } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';

export interface InstanceRow extends QuickPickItem {
  readonly instance: Instance;
  /** Why it cannot be chosen: one sentence. */
  readonly refusal?: string;
}

export interface InstanceSection {
  readonly title: string;
  readonly rows: readonly InstanceRow[];
}

export interface InstanceContext {
  readonly group: TargetGroup;
  readonly registered: readonly RegisteredTarget[];
  readonly pending: readonly PendingChange[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** By name within each section; a section without rows is left out. */
export function instanceSections(
  instances: readonly Instance[],
  context: InstanceContext,
): InstanceSection[] {
  const places = placesById(context);
  const rows = [...instances]
    .sort((a, b) => collator.compare(a.name ?? a.id, b.name ?? b.id))
    .map((instance) => instanceRow(instance, places.get(instance.id) ?? [], context));
  const eligible = rows.filter(({ refusal }) => refusal === undefined);
  const isPresent = ({ instance }: InstanceRow) => places.has(instance.id);
  return [
    { title: 'not registered', rows: eligible.filter((row) => !isPresent(row)) },
    { title: 'registered', rows: eligible.filter(isPresent) },
    { title: 'cannot be registered', rows: rows.filter(({ refusal }) => refusal !== undefined) },
  ].filter((section) => section.rows.length > 0);
}

function instanceRow(instance: Instance, places: readonly string[], context: InstanceContext): InstanceRow {
  const { id, name, type, availabilityZone, privateIpAddress } = instance;
  const refusal = checkInstance(instance, context.group);
  return {
    instance,
    label: name ?? id,
    description: joined([name === undefined ? undefined : id, type, availabilityZone, privateIpAddress]),
    detail: joined([
      refusal === undefined ? undefined : `$(circle-slash) ${refusal.brief}`,
      places.length === 0 ? undefined : `$(info) Registered on ${places.join('; ')}`,
      ...origin(instance, context.now),
    ]),
    // What the list's own filter thinks of the words does not matter: it does not know what they mean.
    alwaysShow: true,
    ...(refusal === undefined ? {} : { refusal: refusal.message }),
  };
}

function origin(
  { launchedAt, autoScalingGroup, securityGroups = [], subnetId }: Instance,
  now: number,
): (string | undefined)[] {
  return [
    autoScalingGroup === undefined ? undefined : `Auto Scaling group ${autoScalingGroup}`,
    launchedAt === undefined
      ? undefined
      : `launched ${agoInWords(now - launchedAt)} (${dateAndTime(launchedAt)})`,
    securityGroups.length === 0
      ? undefined
      : `security ${securityGroups.length === 1 ? 'group' : 'groups'} ${securityGroups.map(({ id, name }) => name ?? id).join(', ')}`,
    subnetId,
  ];
}

/** Instance id → in words, each port that it is registered on, or will be. */
function placesById({ registered, pending }: InstanceContext): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const add = (id: string, place: string) => {
    places.set(id, [...(places.get(id) ?? []), place]);
  };
  for (const target of registered) {
    const drain = isDraining(target) ? ', draining: registering it again ends the drain' : '';
    add(target.id, `port ${target.port ?? ''}${drain}`);
  }
  for (const { action, target } of pending) {
    if (action === 'register') add(target.id, `port ${target.port ?? ''}, pending`);
  }
  return places;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}

const collator = new Intl.Collator('en', { numeric: true });
