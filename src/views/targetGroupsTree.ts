// The Target Groups view: connections → target groups → targets.
import {
  type Event,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { Clock } from '../model/clock';
import { COMMANDS, VIEWS } from '../model/contributions';
import { isWaiting } from '../model/pendingChange';
import { type TargetIdentity, targetKey } from '../model/target';
import type { Account, AccountChange } from '../state/account';
import type { FactSources } from '../state/healthFacts';
import type { Disposable } from '../state/emitter';
import type { Inventory } from '../state/inventory';
import type { LastApplies } from '../state/lastApplies';
import type { OutOfService } from '../state/outOfService';
import type { PendingChanges } from '../state/pendingChanges';
import type { TargetViews } from '../state/targetViews';
import type { Watcher } from '../state/watcher';
import type { ChangeLists } from './changeItems';
import { errorRows } from './errorRows';
import { emptyRow, filterRows } from './filterRows';
import { type AccountNode, type GroupNode, type Node, Nodes, type Row } from './nodes';
import { treeItem } from './treeItems';

interface Parts extends FactSources {
  readonly inventory: Inventory;
  readonly watcher: Watcher;
  readonly pending: PendingChanges;
  readonly outOfService: OutOfService;
  readonly lastApplies: LastApplies;
  readonly targetViews: TargetViews;
}

/** A group, or one of its targets. */
interface Place {
  readonly connectionId: string;
  readonly groupArn: string;
  readonly target?: TargetIdentity;
}

export class TargetGroupsTree implements TreeDataProvider<Node> {
  readonly nodes = new Nodes();
  readonly view: TreeView<Node>;
  private readonly inventory: Inventory;
  private readonly watcher: Watcher;
  private readonly pending: PendingChanges;
  private readonly outOfService: OutOfService;
  private readonly clock: Clock;
  private readonly lists: ChangeLists;
  private readonly targetViews: TargetViews;
  private readonly facts: FactSources;
  private countdown: Disposable | undefined;
  private readonly changes = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData: Event<Node | undefined> = this.changes.event;
  private readonly subscriptions: Disposable[];

  constructor(parts: Parts) {
    const { inventory, watcher, pending, outOfService, lastApplies, drains, clock, targetViews } = parts;
    this.inventory = inventory;
    this.watcher = watcher;
    this.pending = pending;
    this.outOfService = outOfService;
    this.clock = clock;
    this.targetViews = targetViews;
    this.facts = parts;
    this.lists = {
      pending,
      outOfService,
      undoable: (connectionId, groupArn) => lastApplies.of(connectionId, groupArn) !== undefined,
      drainLeft: ({ connectionId, groupArn }, target) => {
        const until = drains.drainingUntil(connectionId, groupArn);
        const key = targetKey(target);
        if (!until.has(key)) return undefined;
        const left = (until.get(key) ?? -Infinity) - clock.now();
        return left > 0 ? { atMostMilliseconds: left } : {};
      },
    };
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
      pending.onDidChange((scopes) => {
        for (const { connectionId, groupArn } of scopes) this.show({ connectionId, groupArn });
      }),
      outOfService.onDidChange((scopes) => {
        for (const { connectionId, groupArn } of scopes) this.show({ connectionId, groupArn });
      }),
      lastApplies.onDidChange((scopes) => {
        for (const { connectionId, groupArn } of scopes) this.show({ connectionId, groupArn });
      }),
      targetViews.onDidChange((group) => {
        this.show(group);
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        watcher.setTreeVisible(visible);
        if (visible) this.countDown();
      }),
      this.view.onDidCollapseElement(({ element }) => {
        this.tellWatcher(element, false);
      }),
    ];
  }

  getTreeItem(node: Node): TreeItem {
    return treeItem(node, this.lists, this.targetViews, this.facts);
  }

  getParent(node: Node): Node | undefined {
    switch (node.kind) {
      case 'account':
        return undefined;
      case 'group':
        return this.nodes.account(node.account);
      case 'target':
      case 'pendingHead':
      case 'outOfServiceHead':
        return this.nodes.group(node.account, node.groupArn);
      case 'pendingChange':
        return this.nodes.head('pendingHead', node.account, node.groupArn);
      case 'outOfService':
        return this.nodes.head('outOfServiceHead', node.account, node.groupArn);
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
    if (node.kind === 'group') return [...this.headsOf(node), ...this.targetsOf(node)];
    if (node.kind === 'pendingHead') {
      this.countDown();
      return this.pending
        .of(node.account.id, node.groupArn)
        .map(({ id }) => this.nodes.entry('pendingChange', node.account, node.groupArn, id));
    }
    if (node.kind === 'outOfServiceHead') {
      return this.outOfService
        .of(node.account.id, node.groupArn)
        .map(({ id }) => this.nodes.entry('outOfService', node.account, node.groupArn, id));
    }
    return [];
  }

  /** Shows a target in the tree, or its group when there is none, or when it is gone or hidden by the filter. */
  reveal({ connectionId, groupArn, target }: Place): void {
    const account = this.inventory.account(connectionId);
    if (account === undefined) return;
    const shown = target === undefined ? undefined : this.targetViews.targets(account, groupArn);
    const key = target === undefined ? undefined : targetKey(target);
    const listed = shown?.find((other) => targetKey(other) === key);
    const node =
      listed === undefined
        ? this.nodes.group(account, groupArn)
        : this.nodes.target(account, groupArn, listed);
    this.reveals(node, { select: true, focus: true });
  }

  /** Opens a group in the tree, where somebody looks at it, to show what is pending. */
  showPending(account: Account, groupArn: string): void {
    if (this.view.visible) this.expand(account, groupArn);
  }

  /** Opens the group's row, so that its targets are seen; the focus stays where it is. */
  expand(account: Account, groupArn: string): void {
    this.reveals(this.nodes.group(account, groupArn), { select: false, focus: false, expand: true });
  }

  /** What vanishes meanwhile is not there to be shown. */
  private reveals(node: Node, options: Parameters<TreeView<Node>['reveal']>[1]): void {
    this.view.reveal(node, options).then(undefined, () => undefined);
  }

  dispose(): void {
    this.countdown?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private groupsOf(node: AccountNode): Node[] {
    const { account } = node;
    const errors = account.error === undefined ? [] : this.rows(node, errorRows(node, account.error));
    const groups = [...account.groups.map(({ group }) => group.arn), ...this.vanishedOf(account)].map((arn) =>
      this.nodes.group(account, arn),
    );
    if (errors.length + groups.length > 0) return [...errors, ...groups];
    if (account.readAt !== undefined) {
      return this.rows(node, [emptyRow(`No target groups in ${account.connection.region}`)]);
    }
    void account.readGroups({ priority: 'user' });
    return this.rows(node, [readingRow('Reading target groups…')]);
  }

  /** Groups that are no more and have pending changes still. */
  private vanishedOf(account: Account): string[] {
    if (account.readAt === undefined) return [];
    const arns = this.pending.all
      .filter(
        ({ connectionId, groupArn }) => connectionId === account.id && account.group(groupArn) === undefined,
      )
      .map(({ groupArn }) => groupArn);
    return [...new Set(arns)];
  }

  private headsOf({ account, arn }: GroupNode): Node[] {
    return [
      ...(this.pending.of(account.id, arn).length > 0 ? [this.nodes.head('pendingHead', account, arn)] : []),
      ...(this.outOfService.of(account.id, arn).length > 0
        ? [this.nodes.head('outOfServiceHead', account, arn)]
        : []),
    ];
  }

  /** Shows every second how long what waits has still to wait, as long as something does and somebody can see it. */
  private countDown(): void {
    const waiting = this.pending.all.filter(isWaiting);
    if (this.countdown !== undefined || waiting.length === 0 || !this.view.visible) return;
    this.countdown = this.clock.after(1_000, () => {
      this.countdown = undefined;
      for (const { connectionId, groupArn, id } of waiting) {
        const account = this.inventory.account(connectionId);
        if (account !== undefined && this.pending.get(id) !== undefined)
          this.changes.fire(this.nodes.entry('pendingChange', account, groupArn, id));
      }
      this.countDown();
    });
  }

  private targetsOf(node: GroupNode): Node[] {
    const { account, arn } = node;
    const known = account.group(arn);
    // It is no more; only what is pending for it is shown.
    if (known === undefined) return [];
    const { targets, error } = known;
    const errors = error === undefined ? [] : this.rows(node, errorRows(node, error));
    const shown = this.targetViews.targets(account, arn);
    const { filter } = this.targetViews.view({ connectionId: account.id, groupArn: arn });
    const filtering = shown === undefined ? [] : this.rows(node, filterRows(filter, shown.length));
    const listed = (shown ?? []).map((target) => this.nodes.target(account, arn, target));
    if (errors.length + filtering.length + listed.length > 0) return [...errors, ...filtering, ...listed];
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
    // A group that is no more is in the list only for what is pending: it may leave the list now.
    const isListed = groupArn !== undefined && account.group(groupArn) !== undefined;
    this.changes.fire(isListed ? this.nodes.group(account, groupArn) : this.nodes.account(account));
  }

  private tellWatcher(node: Node, expanded: boolean): void {
    if (node.kind === 'account') this.watcher.setAccountExpanded(node.account.id, expanded);
    if (node.kind === 'group') this.watcher.setGroupExpanded(node.account.id, node.arn, expanded);
  }
}

function readingRow(label: string): Row {
  return { label, icon: 'loading~spin' };
}
