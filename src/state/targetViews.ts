// Which of a group's targets the tree shows, and in which order: the user's choice, kept over reloads of the window.
import {
  DEFAULT_SORT,
  type ListedTarget,
  parseTargetFilter,
  SORT_KEYS,
  sortTargets,
  type TargetSort,
} from '../model/targetFilter';
import type { RegisteredTarget } from '../model/target';
import type { Account } from './account';
import type { Storage } from './storage';
import { Emitter } from './emitter';

/** A group of a connection. */
export interface GroupKey {
  readonly connectionId: string;
  readonly groupArn: string;
}

export interface TargetView {
  /** As it was typed; empty for none. */
  readonly filter: string;
  readonly sort: TargetSort;
}

const STORAGE_KEY = 'targetViews';
const PLAIN: TargetView = { filter: '', sort: DEFAULT_SORT };

interface Shown {
  readonly of: readonly RegisteredTarget[];
  readonly by: TargetView;
  readonly targets: readonly RegisteredTarget[];
}

export class TargetViews {
  private readonly storage: Storage;
  private readonly changes = new Emitter<GroupKey>();
  readonly onDidChange = this.changes.event;
  private readonly views: Map<string, TargetView>;
  /** What is being typed, by group. */
  private readonly previews = new Map<string, string>();
  private readonly shown = new Map<string, Shown>();

  constructor(storage: Storage) {
    this.storage = storage;
    this.views = new Map(Object.entries(stored(storage.get(STORAGE_KEY))));
  }

  /** With what is being typed in place of the filter. */
  view(group: GroupKey): TargetView {
    const view = this.kept(group);
    const filter = this.previews.get(keyOf(group));
    return filter === undefined || filter === view.filter ? view : { ...view, filter };
  }

  /** Shows the targets of a filter that is not decided on yet, until {@link setFilter} or {@link endPreview}. */
  preview(group: GroupKey, filter: string): void {
    this.previews.set(keyOf(group), filter);
    this.changes.fire(group);
  }

  endPreview(group: GroupKey): void {
    if (this.previews.delete(keyOf(group))) this.changes.fire(group);
  }

  /** An empty filter shows all. */
  async setFilter(group: GroupKey, filter: string): Promise<void> {
    this.previews.delete(keyOf(group));
    await this.set(group, { ...this.view(group), filter });
  }

  async setSort(group: GroupKey, sort: TargetSort): Promise<void> {
    // Not with what is being typed: that is not decided on.
    await this.set(group, { ...this.kept(group), sort });
  }

  /**
   * The targets to show, in their order; undefined while those of the group are not known. Worked out once for each
   * read and each change of the filter or the order, however often it is asked.
   */
  targets(account: Account, groupArn: string): readonly RegisteredTarget[] | undefined {
    const all = account.group(groupArn)?.targets;
    if (all === undefined) return undefined;
    const group = { connectionId: account.id, groupArn };
    const by = this.view(group);
    const known = this.shown.get(keyOf(group));
    if (known?.of === all && known.by.filter === by.filter && known.by.sort === by.sort) return known.targets;
    const targets = choose(all, by, account);
    this.shown.set(keyOf(group), { of: all, by, targets });
    return targets;
  }

  private kept(group: GroupKey): TargetView {
    return this.views.get(keyOf(group)) ?? PLAIN;
  }

  private async set(group: GroupKey, view: TargetView): Promise<void> {
    const isPlain = view.filter === '' && isSameSort(view.sort, DEFAULT_SORT);
    if (isPlain) this.views.delete(keyOf(group));
    else this.views.set(keyOf(group), view);
    this.changes.fire(group);
    await this.storage.update(STORAGE_KEY, Object.fromEntries(this.views));
  }
}

export function isSameSort(a: TargetSort, b: TargetSort): boolean {
  return a.key === b.key && a.descending === b.descending;
}

function choose(
  all: readonly RegisteredTarget[],
  { filter, sort }: TargetView,
  account: Account,
): readonly RegisteredTarget[] {
  const query = parseTargetFilter(filter);
  // A filter of another version that cannot be read any more hides nothing.
  const matches = 'problem' in query ? () => true : query.matches;
  const matching = all.map((target) => listed(target, account)).filter(matches);
  // The account lists them in the default order.
  const sorted = isSameSort(sort, DEFAULT_SORT) ? matching : sortTargets(matching, sort);
  return sorted.map(({ target }) => target);
}

function listed(target: RegisteredTarget, account: Account): ListedTarget {
  const instance = account.instance(target.id);
  const zone = target.availabilityZone ?? instance?.availabilityZone;
  return {
    target,
    ...(instance?.name === undefined ? {} : { name: instance.name }),
    ...(zone === undefined ? {} : { zone }),
  };
}

function keyOf({ connectionId, groupArn }: GroupKey): string {
  return `${connectionId}|${groupArn}`;
}

/** What is in storage may be of another version, or damaged. */
function stored(value: unknown): Record<string, TargetView> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, TargetView] => isView(entry[1])),
  );
}

function isView(value: unknown): value is TargetView {
  if (typeof value !== 'object' || value === null || !('filter' in value) || !('sort' in value)) return false;
  const { filter, sort } = value;
  return (
    typeof filter === 'string' &&
    typeof sort === 'object' &&
    sort !== null &&
    'key' in sort &&
    SORT_KEYS.some((key) => key === sort.key) &&
    'descending' in sort &&
    typeof sort.descending === 'boolean'
  );
}
