// The nodes of the tree: handles that stay the same object while what they stand for changes.
import { oncePer } from '../model/once';
import type { Account } from '../state/account';
import { type RegisteredTarget, type TargetIdentity, targetKey } from '../model/target';
import type { Capability, CommandId } from '../model/contributions';

export interface AccountNode {
  readonly kind: 'account';
  readonly id: string;
  readonly account: Account;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly account: Account;
  readonly arn: string;
}

export interface TargetNode {
  readonly kind: 'target';
  readonly id: string;
  readonly account: Account;
  readonly groupArn: string;
  readonly targetKey: string;
}

/** What is pending for a group, or out of service of it: the row that heads the list. */
export interface HeadNode {
  readonly kind: 'pendingHead' | 'outOfServiceHead';
  readonly id: string;
  readonly account: Account;
  readonly groupArn: string;
}

/** A pending change, or a target that is out of service. */
export interface EntryNode {
  readonly kind: 'pendingChange' | 'outOfService';
  readonly id: string;
  readonly account: Account;
  readonly groupArn: string;
  /** Of the change or the target in its list. */
  readonly entryId: string;
}

/** A row that is not a thing of the account: an empty list, an error, a way out. */
export interface RowNode {
  readonly kind: 'row';
  readonly id: string;
  readonly parent: AccountNode | GroupNode;
  readonly row: Row;
}

export interface Row {
  readonly label: string;
  readonly icon: string;
  readonly iconColor?: string;
  readonly tooltip?: string;
  /** Run on the parent. */
  readonly command?: CommandId;
  readonly capabilities?: readonly Capability[];
}

export type Node = AccountNode | GroupNode | HeadNode | EntryNode | TargetNode | RowNode;

/** A row of the Activity view: something under way or finished, of one target of a group or of several. */
export interface ActivityNode {
  readonly kind: 'activity';
  readonly id: string;
  /** Of the wait that it shows. */
  readonly waitId?: string | undefined;
  /** Of the servicing that it shows. */
  readonly runId?: string | undefined;
  readonly targets: readonly TargetIdentity[];
  /** What it is about in the Target Groups view at this moment: its targets as far as they are known, else their group. */
  standsFor(): readonly Node[];
}

export function isNode(value: unknown): value is Node {
  return isRow(value) && value.kind !== 'activity';
}

export function isActivityNode(value: unknown): value is ActivityNode {
  return isRow(value) && value.kind === 'activity';
}

function isRow(value: unknown): value is Node | ActivityNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** Makes each node once: the editor knows a node again by its identity. */
export class Nodes {
  private readonly made = new Map<string, Node>();

  account(account: Account): AccountNode {
    return this.once<AccountNode>(
      { kind: 'account', id: account.id, account },
      (made) => made.account === account,
    );
  }

  group(account: Account, arn: string): GroupNode {
    return this.once<GroupNode>(
      { kind: 'group', id: `${account.id}|${arn}`, account, arn },
      (made) => made.account === account,
    );
  }

  target(account: Account, groupArn: string, target: RegisteredTarget): TargetNode {
    return this.targetOfKey(account, groupArn, targetKey(target));
  }

  targetOfKey(account: Account, groupArn: string, key: string): TargetNode {
    return this.once<TargetNode>(
      { kind: 'target', id: `${account.id}|${groupArn}|${key}`, account, groupArn, targetKey: key },
      (made) => made.account === account,
    );
  }

  head(kind: HeadNode['kind'], account: Account, groupArn: string): HeadNode {
    return this.once<HeadNode>(
      { kind, id: `${account.id}|${groupArn}|${kind}`, account, groupArn },
      (made) => made.account === account,
    );
  }

  entry(kind: EntryNode['kind'], account: Account, groupArn: string, entryId: string): EntryNode {
    return this.once<EntryNode>(
      { kind, id: `${kind}|${entryId}`, account, groupArn, entryId },
      (made) => made.account === account,
    );
  }

  /** A row is known by what it says, so that a row that changes is another one. */
  row(parent: AccountNode | GroupNode, row: Row): RowNode {
    return this.once<RowNode>(
      { kind: 'row', id: `${parent.id}|${row.label}`, parent, row },
      (made) => made.parent === parent,
    );
  }

  private once<N extends Node>(node: N, isSame: (made: N) => boolean): N {
    const made = this.made.get(node.id) as N | undefined;
    if (made !== undefined && isSame(made)) return made;
    this.made.set(node.id, node);
    return node;
  }
}

/** The group that a row is of; undefined for a connection's own rows. */
export function groupArnOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'account':
      return undefined;
    case 'group':
      return node.arn;
    case 'row':
      return groupArnOf(node.parent);
    default:
      return node.groupArn;
  }
}

/** The target that a node stands for, as last read; undefined when it is not registered any more. */
export function targetOf({ account, groupArn, targetKey: key }: TargetNode): RegisteredTarget | undefined {
  return listedTarget(account, groupArn, key);
}

/** A group's target, as last read; undefined when it is not registered. */
export function listedTarget(account: Account, groupArn: string, key: string): RegisteredTarget | undefined {
  const targets = account.group(groupArn)?.targets;
  return targets === undefined ? undefined : byKey(targets).get(key);
}

/** Every row asks for its target, so a list is looked through once and not once a row. */
const byKey = oncePer(
  (targets: readonly RegisteredTarget[]) => new Map(targets.map((target) => [targetKey(target), target])),
);
