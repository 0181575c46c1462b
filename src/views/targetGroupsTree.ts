// The Target Groups view: connections → target groups → targets.
import {
  type Event,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import { COMMANDS, VIEWS } from '../model/contributions';
import type { Drain } from '../model/drain';
import { targetKey } from '../model/target';
import type { AccountChange } from '../state/account';
import type { Disposable } from '../state/emitter';
import type { Inventory } from '../state/inventory';
import type { Watcher } from '../state/watcher';
import { errorRows } from './errorRows';
import { type AccountNode, type GroupNode, type Node, Nodes, type Row } from './nodes';
import { treeItem } from './treeItems';

export class TargetGroupsTree implements TreeDataProvider<Node> {
  readonly nodes = new Nodes();
  readonly view: TreeView<Node>;
  private readonly inventory: Inventory;
  private readonly watcher: Watcher;
  private readonly changes = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData: Event<Node | undefined> = this.changes.event;
  private readonly subscriptions: Disposable[];

  constructor(inventory: Inventory, watcher: Watcher) {
    this.inventory = inventory;
    this.watcher = watcher;
    this.view = window.createTreeView<Node>(VIEWS.targetGroups, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    watcher.setTreeVisible(this.view.visible);
    this.subscriptions = [
      this.view,
      this.changes,
      inventory.onDidChangeConnections(() => {
        this.changes.fire(undefined);
      }),
      inventory.onDidChange((change) => {
        this.show(change);
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        watcher.setTreeVisible(visible);
      }),
      this.view.onDidCollapseElement(({ element }) => {
        this.tellWatcher(element, false);
      }),
    ];
  }

  getTreeItem(node: Node): TreeItem {
    return treeItem(node);
  }

  getParent(node: Node): Node | undefined {
    switch (node.kind) {
      case 'account':
        return undefined;
      case 'group':
        return this.nodes.account(node.account);
      case 'target':
        return this.nodes.group(node.account, node.groupArn);
      case 'row':
        return node.parent;
    }
  }

  /**
   * Never waits: two answers under way for one parent would register its children twice. What is not known yet is
   * asked for, and its coming is told as a change.
   */
  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.inventory.accounts.map((account) => this.nodes.account(account));
    // Asked for only when expanded; after a restart the editor restores that without telling of an expansion.
    this.tellWatcher(node, true);
    if (node.kind === 'account') return this.groupsOf(node);
    if (node.kind === 'group') return this.targetsOf(node);
    return [];
  }

  /** Shows a drain's target in the tree, or its group when the target is gone. */
  reveal({ connectionId, groupArn, target }: Drain): void {
    const account = this.inventory.account(connectionId);
    if (account === undefined) return;
    const listed = account.group(groupArn)?.targets?.find((other) => targetKey(other) === targetKey(target));
    const node =
      listed === undefined
        ? this.nodes.group(account, groupArn)
        : this.nodes.target(account, groupArn, listed);
    void this.view.reveal(node, { select: true, focus: true });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private groupsOf(node: AccountNode): Node[] {
    const { account } = node;
    const errors = account.error === undefined ? [] : this.rows(node, errorRows(node, account.error));
    const groups = account.groups.map(({ group }) => this.nodes.group(account, group.arn));
    if (errors.length + groups.length > 0) return [...errors, ...groups];
    if (account.readAt !== undefined) {
      return this.rows(node, [emptyRow(`No target groups in ${account.connection.region}`)]);
    }
    void account.readGroups({ priority: 'user' });
    return this.rows(node, [readingRow('Reading target groups…')]);
  }

  private targetsOf(node: GroupNode): Node[] {
    const { account, arn } = node;
    const { targets, error } = account.group(arn) ?? {};
    const errors = error === undefined ? [] : this.rows(node, errorRows(node, error));
    const listed = (targets ?? []).map((target) => this.nodes.target(account, arn, target));
    if (errors.length + listed.length > 0) return [...errors, ...listed];
    if (targets !== undefined) {
      return this.rows(node, [
        emptyRow('No targets registered'),
        { label: 'Register Targets…', icon: 'add', command: COMMANDS.register },
      ]);
    }
    // A failure is kept with the group, and comes as a change.
    account.readHealth(arn, { priority: 'user' }).catch(() => undefined);
    return this.rows(node, [readingRow('Reading targets…')]);
  }

  private rows(parent: AccountNode | GroupNode, rows: readonly Row[]): Node[] {
    return rows.map((row) => this.nodes.row(parent, row));
  }

  private show({ connectionId, groupArn }: AccountChange): void {
    const account = this.inventory.account(connectionId);
    if (account === undefined) return;
    this.changes.fire(
      groupArn === undefined ? this.nodes.account(account) : this.nodes.group(account, groupArn),
    );
  }

  private tellWatcher(node: Node, expanded: boolean): void {
    if (node.kind === 'account') this.watcher.setAccountExpanded(node.account.id, expanded);
    if (node.kind === 'group') this.watcher.setGroupExpanded(node.account.id, node.arn, expanded);
  }
}

function readingRow(label: string): Row {
  return { label, icon: 'loading~spin' };
}

function emptyRow(label: string): Row {
  return { label, icon: 'dash', iconColor: 'disabledForeground' };
}
