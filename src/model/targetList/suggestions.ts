// What can be written at a place of a list: instances, functions and load balancers that are not in it yet, ports, zones.
import { checkInstance } from '../eligibility';
import type { ListContext } from './context';
import { formatTarget } from './targetText';

export interface Suggestion {
  readonly kind: 'target' | 'port' | 'zone';
  readonly label: string;
  readonly detail?: string;
  /** What takes the place of what is written of it so far. */
  readonly text: string;
  /** What of it people may type. */
  readonly filter?: string;
}

/** `written` is what stands before the cursor of the word there. */
export function suggestionsFor(written: string, context: ListContext): Suggestion[] {
  if (written.includes('@')) return zones(context);
  if (/^(?:i-[0-9a-f]+|[\d.]+|\[[^\]]*\]):\d*$/.test(written)) return ports(context);
  return [...instances(context), ...candidates(context)];
}

/** Who is registered on a port already is offered all the same: another port is another target. */
function instances({ group, instances: known, registered }: ListContext): Suggestion[] {
  if (group.targetType !== 'instance') return [];
  return [...(known?.values() ?? [])]
    .filter((instance) => checkInstance(instance, group) === undefined)
    .map((instance) => {
      const { id, name } = instance;
      const places = registered
        .filter((target) => target.id === id)
        .map(({ port }) => `registered on ${port ?? ''}`);
      return {
        kind: 'target',
        label: name ?? id,
        detail: [
          name === undefined ? undefined : id,
          instance.availabilityZone,
          instance.privateIpAddress,
          ...places,
        ]
          .filter((part) => part !== undefined)
          .join(' · '),
        text: formatTarget({ id, ...(group.port === undefined ? {} : { port: group.port }) }),
        filter: `${id} ${name ?? ''}`,
      };
    });
}

function candidates({ candidates: known }: ListContext): Suggestion[] {
  return [...(known ?? [])].map(([arn, name]) => ({
    kind: 'target',
    label: name,
    detail: arn,
    text: arn,
    filter: `${arn} ${name}`,
  }));
}

/** The group's own port, and those that its targets have. */
function ports({ group, registered }: ListContext): Suggestion[] {
  const known = [group.port, ...registered.map(({ port }) => port)].filter((port) => port !== undefined);
  return [...new Set(known)].map((port) => ({
    kind: 'port',
    label: String(port),
    text: String(port),
    ...(port === group.port ? { detail: 'the group’s own port' } : {}),
  }));
}

function zones({ network }: ListContext): Suggestion[] {
  return [
    {
      kind: 'zone',
      label: 'all',
      text: 'all',
      detail: 'an address outside the VPC gets traffic from every zone',
    },
    ...(network?.availabilityZones ?? []).map((zone) => ({ kind: 'zone' as const, label: zone, text: zone })),
  ];
}
