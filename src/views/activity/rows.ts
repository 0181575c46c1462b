// The rows of the Activity view: handles that stay the same object while what they stand for changes.
import { type ActivityEntry, type ActivityTarget, targetsOf } from '../../model/activity/entries';
import { ListedTargets } from '../../model/listedTargets';
import { oncePer } from '../../model/once';
import { changeId, type ChangeScope } from '../../model/pendingChange';
import type { TargetIdentity } from '../../model/target';
import type { GroupKnowledge } from '../../state/account';
import type { Inventory } from '../../state/inventory';
import type { OutOfService } from '../../state/outOfService';
import type { ActivityNode, Node, Nodes } from '../nodes';

export interface RowParts {
  readonly inventory: Inventory;
  readonly outOfService: OutOfService;
  /** Of the Target Groups view. */
  readonly nodes: Nodes;
}

/** An entry, or one target of an entry of several. */
export class ActivityRow implements ActivityNode {
  readonly kind = 'activity';
  readonly id: string;
  /** Of the target in its entry; absent for the entry itself. */
  readonly index: number | undefined;
  entry: ActivityEntry;
  private readonly parts: RowParts;

  constructor(parts: RowParts, entry: ActivityEntry, index?: number) {
    this.parts = parts;
    this.entry = entry;
    this.index = index;
    this.id = index === undefined ? entry.id : `${entry.id}|${index}`;
  }

  get waitId(): string | undefined {
    return this.entry.kind === 'wait' ? this.entry.wait.id : undefined;
  }

  get runId(): string | undefined {
    return this.entry.kind === 'servicing' ? this.entry.run.id : undefined;
  }

  get targets(): readonly TargetIdentity[] {
    return this.named.map(({ target }) => target);
  }

  standsFor(): readonly Node[] {
    return nodesStandingFor(this.parts, this.entry, this.targets);
  }

  private get named(): readonly ActivityTarget[] {
    const all = targetsOf(this.entry);
    return this.index === undefined ? all : all.slice(this.index, this.index + 1);
  }
}

/** The targets that are listed or remembered as out of service, else their group; nothing when that is not known. */
export function nodesStandingFor(
  { inventory, outOfService, nodes }: RowParts,
  scope: ChangeScope,
  targets: readonly TargetIdentity[],
): readonly Node[] {
  const { connectionId, groupArn } = scope;
  const account = inventory.account(connectionId);
  const known = account?.group(groupArn);
  if (account === undefined || known === undefined) return [];
  const listed = listedIn(known);
  const found = targets.flatMap((target): Node[] => {
    const registered = listed.find(target);
    if (registered !== undefined) return [nodes.target(account, groupArn, registered)];
    const entry = outOfService.get(changeId(scope, target));
    return entry === undefined ? [] : [nodes.entry('outOfService', account, groupArn, entry.id)];
  });
  return found.length > 0 ? found : [nodes.group(account, groupArn)];
}

/** Every row asks, so a list is looked through once and not once a row. */
const listedIn = oncePer(({ group, targets }: GroupKnowledge) => new ListedTargets(group, targets ?? []));
