// How a mistake in a list can be mended, where that is obvious.
import { checkPort } from '../eligibility';
import type { TargetGroup } from '../targetGroup';
import type { Finding } from './check';
import type { ListContext } from './context';
import type { ListWord } from './parse';
import { formatTarget } from './targetText';

export interface Fix {
  readonly title: string;
  /** What takes the place of the word; absent where the line goes. */
  readonly text?: string;
}

export function fixesOf({ rule, word, target }: Finding, context: ListContext): Fix[] {
  const { group } = context;
  const replacement = (text: string): Fix => ({ title: `Replace with ${text}`, text });
  switch (rule) {
    case 'duplicate':
      return [{ title: 'Remove the Duplicate' }];
    case 'already-registered':
      return [{ title: 'Remove the Line' }];
    case 'zone-missing':
      return ['all', ...(context.network?.availabilityZones ?? [])].map((zone) => ({
        title: `Add @${zone}`,
        text: `${word.text}@${zone}`,
      }));
    case 'zone-contradicts-subnet':
    case 'zone-not-taken':
      return [{ title: 'Remove the Zone', text: word.text.split('@', 1)[0] ?? word.text }];
    case 'port-contradicts-group':
      return target === undefined ? [] : [replacement(formatTarget({ id: target.id }))];
    case 'malformed':
      return [...namesakes(word.text, context).map(replacement), ...portFix(word.text, group.port)];
    default:
      return [];
  }
}

/** An instance that has what is written as its name. */
function namesakes(text: string, { group, instances }: ListContext): string[] {
  const [, name = text, port = ''] = /^(.+?)(:\d+)?$/.exec(text) ?? [];
  return [...(instances?.values() ?? [])]
    .filter((instance) => instance.name === name)
    .map(({ id }) => `${id}${port === '' ? `:${group.port ?? ''}` : port}`);
}

/** `10.0.1.5:` or `10.0.1.5:http`: the port that the group's targets have. */
function portFix(text: string, port: number | undefined): Fix[] {
  const [, before, written = ''] = /^([^:]+|\[[^\]]+\]):([^:]*)$/.exec(text) ?? [];
  const isPort = /^[1-9]\d*$/.test(written) && checkPort(Number(written)) === undefined;
  if (before === undefined || port === undefined || isPort) return [];
  return [{ title: `Use Port ${port}`, text: `${before}:${port}` }];
}

/** The port that is used where none is written, to be written. */
export function addPort({ text, targets }: ListWord, { port, targetType }: TargetGroup): Fix | undefined {
  const [target, ...others] = targets;
  const takesPort = targetType === 'instance' || targetType === 'ip';
  if (!takesPort || port === undefined || target === undefined || target.port !== undefined) return undefined;
  const [before = '', zone] = text.split('@');
  const range = `${before}:${port}${zone === undefined ? '' : `@${zone}`}`;
  return { title: `Add Port ${port}`, text: others.length > 0 ? range : formatTarget({ ...target, port }) };
}
