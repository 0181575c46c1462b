// The Activity view: what is under way with its time left, then what has finished.
import {
  type CancellationToken,
  type Event,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import { targetsOf } from '../../model/activity/entries';
import { VIEWS } from '../../model/contributions';
import { figure } from '../../model/plural';
import type { Disposable } from '../../state/emitter';
import type { FactSources } from '../../state/healthFacts';
import type { ActivityFeed } from './feed';
import { rowItem, type RowLook, rowLook, rowTooltip } from './items';
import { ActivityRow, type RowParts } from './rows';

interface Parts extends RowParts, FactSources {
  readonly feed: ActivityFeed;
}

/** Long enough to read a tooltip. */
const HELD_FOR_MILLISECONDS = 10_000;

export class ActivityTree implements TreeDataProvider<ActivityRow> {
  private readonly parts: Parts;
  private readonly view: TreeView<ActivityRow>;
  private readonly changes = new EventEmitter<ActivityRow[] | undefined>();
  readonly onDidChangeTreeData: Event<ActivityRow[] | undefined> = this.changes.event;
  private readonly subscriptions: readonly Disposable[];
  private rows: ReadonlyMap<string, ActivityRow> = new Map();
  /** Row id → how it looked when the editor was last told, for the rows that the editor has asked for. */
  private readonly shown = new Map<string, string>();
  /** Row id → until when it does not count down: a row that is drawn anew loses its tooltip. */
  private readonly heldUntil = new Map<string, number>();

  constructor(parts: Parts) {
    this.parts = parts;
    this.rows = this.rowsOfFeed();
    this.view = window.createTreeView<ActivityRow>(VIEWS.activity, {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.subscriptions = [
      this.view,
      this.changes,
      parts.feed.onDidChange(() => {
        this.takeIn();
      }),
      parts.feed.onDidTick(() => {
        this.refreshChanged(({ id }) => (this.heldUntil.get(id) ?? 0) <= parts.clock.now());
      }),
      // What can be done with a row depends on what is listed and remembered.
      parts.inventory.onDidChange(() => {
        this.refreshChanged();
      }),
      parts.outOfService.onDidChange(() => {
        this.refreshChanged();
      }),
      parts.inventory.onDidChangeConnections(() => {
        this.refreshChanged();
      }),
      this.view.onDidChangeVisibility(() => {
        this.refreshChanged();
      }),
    ];
    this.countUnderWay();
  }

  /** Never waits: two answers under way for one parent would register its children twice. */
  getChildren(parent?: ActivityRow): ActivityRow[] {
    return [...this.rows.values()].filter((row) =>
      parent === undefined ? row.index === undefined : row.index !== undefined && row.entry === parent.entry,
    );
  }

  getTreeItem(row: ActivityRow): TreeItem {
    const look = this.look(row);
    this.shown.set(row.id, JSON.stringify(look));
    return rowItem(row, look);
  }

  resolveTreeItem(item: TreeItem, row: ActivityRow, token: CancellationToken): TreeItem {
    this.heldUntil.set(row.id, this.parts.clock.now() + HELD_FOR_MILLISECONDS);
    if (!token.isCancellationRequested) {
      item.tooltip = rowTooltip(row, this.parts.inventory, this.parts);
    }
    return item;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Other entries are another list; the same ones may look otherwise. */
  private takeIn(): void {
    const before = [...this.rows.keys()].join();
    this.rows = this.rowsOfFeed();
    this.countUnderWay();
    if ([...this.rows.keys()].join() === before) {
      this.refreshChanged();
      return;
    }
    for (const id of this.shown.keys()) {
      if (this.rows.has(id)) continue;
      this.shown.delete(id);
      this.heldUntil.delete(id);
    }
    this.changes.fire(undefined);
  }

  /** Tells only of rows that look otherwise than the editor knows, and only while somebody can see them. */
  private refreshChanged(mayChange: (row: ActivityRow) => boolean = () => true): void {
    if (!this.view.visible) return;
    const changed = [...this.shown].flatMap(([id, look]) => {
      const row = this.rows.get(id);
      if (row === undefined || !mayChange(row)) return [];
      return JSON.stringify(this.look(row)) === look ? [] : [row];
    });
    if (changed.length > 0) this.changes.fire(changed);
  }

  private look(row: ActivityRow): RowLook {
    return rowLook(row, this.parts.inventory, this.parts.clock.now());
  }

  /** Each entry's row, and those of its targets where it has several; one that was there before is the same again. */
  private rowsOfFeed(): Map<string, ActivityRow> {
    const rows = new Map<string, ActivityRow>();
    for (const entry of this.parts.feed.entries) {
      const targets = targetsOf(entry);
      for (const index of [undefined, ...(targets.length > 1 ? targets.keys() : [])]) {
        const row = new ActivityRow(this.parts, entry, index);
        const known = this.rows.get(row.id) ?? row;
        known.entry = entry;
        rows.set(row.id, known);
      }
    }
    return rows;
  }

  private countUnderWay(): void {
    const count = this.parts.feed.underWay.length;
    this.view.badge = count === 0 ? undefined : { value: count, tooltip: `${figure(count)} under way` };
  }
}
