// Which instances to register, and on which ports.
import { window } from 'vscode';
import { checkInstance, checkPort } from '../model/eligibility';
import type { Instance } from '../model/network';
import { Problem } from '../model/problem';
import { isDraining, type RegisteredTarget, type TargetIdentity, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { type Choice, pickMany, pickOne, type Separator, separator } from './ask';
import { Cancelled } from './errorBoundary';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

interface InstancePorts {
  readonly instance: Instance;
  readonly ports: readonly number[];
}

export async function askForInstances(
  _services: Services,
  { account, group }: GroupChoice,
): Promise<TargetIdentity[]> {
  const { vpcId, port } = group;
  if (vpcId === undefined || port === undefined) {
    throw new Problem(`${group.name} has no VPC or no port, so no instance can be registered with it.`, {
      kind: 'invalid',
    });
  }
  const cloud = await account.cloud();
  const [instances, registered] = [
    cloud.instancesOfVpc(vpcId, { priority: 'user' }),
    account.readHealth(group.arn, { priority: 'user' }),
  ];
  const picked = await pickMany(
    Promise.all([instances, registered]).then(([all, already]) => instanceChoices(all, already, group)),
    {
      title: `Register Instances with ${group.name} (1/2)`,
      placeHolder: `Instances of ${vpcId}; the default port is ${port}`,
    },
  );
  return choosePorts(picked, await registered, group.name, port);
}

/** By name: first those that are new to the group, last those that cannot be registered, with the reason. */
function instanceChoices(
  instances: readonly Instance[],
  registered: readonly RegisteredTarget[],
  group: TargetGroup,
): (Choice<Instance> | Separator)[] {
  if (instances.length === 0) {
    throw new Problem(
      `${group.name}: there is no instance in its VPC ${group.vpcId ?? ''}. Launch one there, then register it.`,
      { kind: 'notFound' },
    );
  }
  const choices = [...instances]
    .sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id, 'en', { numeric: true }))
    .map((instance) => instanceChoice(instance, registered, group));
  const refused = choices.filter(({ refusal }) => refusal !== undefined);
  const eligible = choices.filter(({ refusal }) => refusal === undefined);
  const already = eligible.filter(({ value }) => registered.some(({ id }) => id === value.id));
  const sections = [
    ['not registered', eligible.filter((choice) => !already.includes(choice))],
    ['registered; on another port it is another target', already],
    ['cannot be registered', refused],
  ] as const;
  return sections.flatMap(([title, section]) => (section.length === 0 ? [] : [separator(title), ...section]));
}

function instanceChoice(
  instance: Instance,
  registered: readonly RegisteredTarget[],
  group: TargetGroup,
): Choice<Instance> {
  const refusal = checkInstance(instance, group)?.message;
  const places = registered
    .filter(({ id }) => id === instance.id)
    .map(
      (target) =>
        `port ${target.port ?? ''}${isDraining(target) ? ', draining: registering it again ends the drain' : ''}`,
    );
  const detail =
    refusal === undefined
      ? places.length > 0
        ? `$(info) Registered on ${places.join('; ')}`
        : undefined
      : `$(circle-slash) ${refusal}`;
  return {
    label: instance.name ?? instance.id,
    description: [
      instance.name === undefined ? undefined : instance.id,
      instance.state,
      instance.availabilityZone,
      instance.privateIpAddress,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    value: instance,
    ...(detail === undefined ? {} : { detail }),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

const GO = Symbol('register as listed');

/**
 * Shows the ports that will be used; choosing an instance changes its port, or gives it several. What is in service
 * already is said, and not registered again.
 */
async function choosePorts(
  instances: readonly Instance[],
  registered: readonly RegisteredTarget[],
  groupName: string,
  defaultPort: number,
): Promise<TargetIdentity[]> {
  const inService = new Set(
    registered
      .filter((target) => !isDraining(target))
      .map(({ id, port }) => targetKey({ id, ...(port === undefined ? {} : { port }) })),
  );
  let rows: InstancePorts[] = instances.map((instance) => ({ instance, ports: [defaultPort] }));
  for (;;) {
    const isThere = (target: TargetIdentity) => inService.has(targetKey(target));
    const targets = rows.flatMap(targetsOf).filter((target) => !isThere(target));
    const row = await pickOne<InstancePorts | typeof GO>(
      [
        {
          label:
            targets.length === 0
              ? '$(info) All of them are registered on these ports already'
              : `$(check) Register ${targets.length === 1 ? '1 target' : `${targets.length} targets`}`,
          value: GO,
        },
        separator('choose one to change its port') as unknown as Choice<typeof GO>,
        ...rows.map((choice) => ({
          label: choice.instance.name ?? choice.instance.id,
          description: targetsOf(choice)
            .map((target) => `port ${target.port}${isThere(target) ? ' (registered already)' : ''}`)
            .join(', '),
          value: choice,
        })),
      ],
      {
        title: `Register Instances with ${groupName} (2/2)`,
        placeHolder: 'Register as listed, or choose an instance to change its port',
      },
    );
    if (row === GO) {
      if (targets.length > 0) return targets;
      continue;
    }
    const ports = await askForPorts(row, defaultPort);
    rows = rows.map((other) => (other === row ? { ...row, ports } : other));
  }
}

function targetsOf({ instance, ports }: InstancePorts): (TargetIdentity & { port: number })[] {
  return ports.map((port) => ({ id: instance.id, port }));
}

async function askForPorts({ instance, ports }: InstancePorts, defaultPort: number): Promise<number[]> {
  const typed = await window.showInputBox({
    title: `Port of ${instance.name ?? instance.id}`,
    prompt: `One port or several, such as 8080 or 8080, 8081. The group's default is ${defaultPort}.`,
    value: ports.join(', '),
    ignoreFocusOut: true,
    validateInput: (value) => parsePorts(value).problem,
  });
  if (typed === undefined) throw new Cancelled();
  return parsePorts(typed).ports;
}

function parsePorts(text: string): { ports: number[]; problem?: string } {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0) return { ports: [], problem: 'Type at least one port.' };
  const noNumber = words.find((word) => !/^\d+$/.test(word));
  if (noNumber !== undefined) {
    return { ports: [], problem: `“${noNumber}” is not a port. Type a whole number from 1 to 65535.` };
  }
  const ports = words.map(Number);
  const problem = ports.map((port) => checkPort(port)?.message).find((message) => message !== undefined);
  return { ports: [...new Set(ports)], ...(problem === undefined ? {} : { problem }) };
}
