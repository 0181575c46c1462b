// A group or a target named in a link, which can carry text only: what a command takes in place of a row.
import type { CommandId } from '../model/contributions';
import type { Inventory } from '../state/inventory';
import type { Node, Nodes } from './nodes';

export interface NodeReference {
  readonly connectionId: string;
  readonly groupArn: string;
  /** Absent for the group itself. */
  readonly targetKey?: string;
}

export function commandLink(command: CommandId, reference: NodeReference): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([{ reference }]))}`;
}

/** The row that is referred to; anything else as it is. A connection that was removed has no rows. */
export function referred(value: unknown, inventory: Inventory, nodes: Nodes): unknown {
  const reference = referenceIn(value);
  if (reference === undefined) return value;
  const { connectionId, groupArn, targetKey } = reference;
  const account = inventory.account(connectionId);
  if (account === undefined) return undefined;
  return (
    targetKey === undefined ? nodes.group(account, groupArn) : nodes.targetOfKey(account, groupArn, targetKey)
  ) satisfies Node;
}

function referenceIn(value: unknown): NodeReference | undefined {
  return typeof value === 'object' && value !== null && 'reference' in value
    ? (value.reference as NodeReference)
    : undefined;
}
