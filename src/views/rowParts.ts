// What the row of a target says beside its label.
import type { TargetIdentity } from '../model/target';

/**
 * Where the label is the target's name, its port goes first, for it tells rows of one name apart, and its id last, which is
 * long and may be cut off in a narrow sidebar. A label without a name says both.
 */
export function rowParts(
  name: string | undefined,
  { id, port }: TargetIdentity,
  parts: readonly (string | undefined)[],
): string[] {
  const all = name === undefined ? parts : [port === undefined ? undefined : `:${port}`, ...parts, id];
  return all.filter((part) => part !== undefined);
}
