// The ports of instances that are to be registered: the group's own, another one for all, or one or several each.
import { window } from 'vscode';
import { checkPort } from '../model/eligibility';
import type { Instance } from '../model/network';
import type { ProposedChange } from '../model/pendingChange';
import { isDraining, type RegisteredTarget, type TargetIdentity, targetKey } from '../model/target';
import { plural } from '../model/plural';
import { appliesAtOnce } from '../views/changesSetting';
import { pickOne, separator } from './ask';

interface InstancePorts {
  readonly instance: Instance;
  /** Its own; absent where it takes the default ones. */
  readonly ports?: readonly number[];
}

const GO = Symbol('register as listed');
const DEFAULT = Symbol('change the default port');

/**
 * Shows the ports that will be used; choosing an instance changes its port, or gives it several. What is in service
 * already is said, and not registered again.
 */
export async function choosePorts(
  instances: readonly Instance[],
  registered: readonly RegisteredTarget[],
  groupName: string,
  groupPort: number,
): Promise<ProposedChange[]> {
  const inService = new Set(
    registered
      .filter((target) => !isDraining(target))
      .map(({ id, port }) => targetKey({ id, ...(port === undefined ? {} : { port }) })),
  );
  const isThere = (target: TargetIdentity) => inService.has(targetKey(target));
  let rows: InstancePorts[] = instances.map((instance) => ({ instance }));
  let defaultPorts: readonly number[] = [groupPort];
  for (;;) {
    const changes = rows
      .flatMap((row) => changesOf(row, defaultPorts))
      .filter(({ target }) => !isThere(target));
    const chosen = await pickOne<InstancePorts | typeof GO | typeof DEFAULT>(
      [
        {
          label:
            changes.length === 0
              ? '$(info) All of them are registered on these ports already'
              : goLabel(changes.length),
          value: GO,
        },
        {
          label: `$(settings) Default port: ${defaultPorts.join(', ')}`,
          description: 'choose to change it for all without a port of their own',
          value: DEFAULT,
        },
        separator('choose one to give it a port of its own'),
        ...rows.map((row) => ({
          label: row.instance.name ?? row.instance.id,
          description: changesOf(row, defaultPorts)
            .map(({ target }) => `port ${target.port ?? ''}${isThere(target) ? ' (registered already)' : ''}`)
            .join(', '),
          value: row,
        })),
      ],
      {
        title: `Register Instances with ${groupName} (2/2)`,
        placeHolder: 'Go on as listed, or choose what to change',
      },
    );
    if (chosen === GO) {
      if (changes.length > 0) return changes;
    } else if (chosen === DEFAULT) {
      defaultPorts = (await askForPorts('Default Port', defaultPorts, groupPort)) ?? defaultPorts;
    } else {
      const { instance } = chosen;
      const ports = await askForPorts(
        `Port of ${instance.name ?? instance.id}`,
        chosen.ports ?? defaultPorts,
        groupPort,
      );
      if (ports !== undefined) rows = rows.map((other) => (other === chosen ? { instance, ports } : other));
    }
  }
}

function goLabel(count: number): string {
  return appliesAtOnce()
    ? `$(check) Register ${plural(count, 'target')}`
    : `$(check) Stage ${plural(count, 'registration')}, to be reviewed and applied`;
}

function changesOf({ instance, ports }: InstancePorts, defaultPorts: readonly number[]): ProposedChange[] {
  return (ports ?? defaultPorts).map((port) => ({
    action: 'register',
    target: { id: instance.id, port },
    ...(instance.name === undefined ? {} : { targetName: instance.name }),
  }));
}

async function askForPorts(
  title: string,
  ports: readonly number[],
  groupPort: number,
): Promise<number[] | undefined> {
  const typed = await window.showInputBox({
    title,
    prompt: `One port or several, such as 8080 or 8080, 8081. The group's own is ${groupPort}.`,
    value: ports.join(', '),
    ignoreFocusOut: true,
    validateInput: (value) => parsePorts(value).problem,
  });
  // Back to the list: what was chosen so far is not given up with this one question.
  return typed === undefined ? undefined : parsePorts(typed).ports;
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
