// Reads of health that the windows of a user share: of windows that watch the same group one asks the API, and all show
// what it was told.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../model/clock';
import type { Priority } from '../model/requestBudget';
import type { Account, HealthRead } from './account';
import type { Disposable } from './emitter';
import { watchFolder } from './folderWatch';
import type { Inventory } from './inventory';
import { type LeasesFile, parseLeases } from './leases';
import { type PublishedRead, ReadsFolder } from './readsFolder';
import { SharedFile } from './sharedFile';

interface Parts {
  readonly directory: string;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

interface Opened {
  readonly claims: LeasesFile;
  readonly watcher: Disposable;
}

/** A read takes a second or two; one that takes longer is of a window that died, or may be done twice. */
const CLAIM_LASTS_MILLISECONDS = 15_000;

export class SharedReads {
  private readonly parts: Parts;
  private readonly folder: ReadsFolder;
  private readonly owner = randomUUID();
  private readonly subscription: Disposable;
  private readonly publishing = new Map<string, Promise<void>>();
  private opened: Opened | undefined;
  private disposed = false;

  constructor(parts: Parts) {
    this.parts = parts;
    this.folder = new ReadsFolder(parts.directory);
    this.subscription = parts.inventory.onDidAnswerHealth((read) => {
      this.publishLater(read);
    });
  }

  /**
   * Sees to it that what is known of the group's health is no older than the interval: by what another window has read
   * meanwhile, or by a read of its own. Where another window is about to read it, that read comes by itself.
   */
  async refresh(
    account: Account,
    groupArn: string,
    {
      priority,
      intervalMilliseconds,
    }: { readonly priority: Priority; readonly intervalMilliseconds: number },
  ): Promise<void> {
    const key = keyOf(account.id, groupArn);
    const { claims } = this.open();
    // Where nothing can be claimed, a call too many is better than none.
    if (!(await this.claim(claims, key).catch(() => true))) return;
    const isFresh = (readAt: number) => this.parts.clock.now() - readAt < intervalMilliseconds;
    try {
      const published = await this.folder.load(this.folder.fileOf({ connectionId: account.id, groupArn }));
      // What was published last may be of yesterday: nobody is to be shown that, or to judge by it.
      if (published !== undefined && isFresh(published.readAt)) await this.takeOver(published);
      if (isFresh(account.group(groupArn)?.readAt ?? -Infinity)) return;
      await account.readHealth(groupArn, { priority });
      await this.publishing.get(key);
    } finally {
      // One that cannot be given back runs out.
      await this.giveBack(claims, key).catch(() => undefined);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.subscription.dispose();
    this.opened?.watcher.dispose();
    this.opened?.claims.dispose();
  }

  /** When the first group is watched: a window that watches nothing needs no news. */
  private open(): Opened {
    if (this.opened !== undefined) return this.opened;
    const { directory } = this.parts;
    mkdirSync(directory, { recursive: true });
    const claims = new SharedFile({ path: join(directory, 'claims.json'), parse: parseLeases });
    // Who hears nothing asks by itself.
    const watcher = watchFolder(directory, (name) => {
      if (name !== undefined && this.folder.isFile(name)) this.hear(name).catch(this.parts.report);
    });
    this.opened = { claims, watcher };
    return this.opened;
  }

  private async hear(name: string): Promise<void> {
    const published = await this.folder.load(name);
    if (published !== undefined && !this.disposed) await this.takeOver(published);
  }

  private async takeOver({ connectionId, groupArn, owner, ...read }: PublishedRead): Promise<void> {
    if (owner !== this.owner) await this.parts.inventory.account(connectionId)?.takeHealth(groupArn, read);
  }

  private publishLater({ account, group, startedAt, readAt, targets }: HealthRead): void {
    const key = keyOf(account.id, group.arn);
    const read = {
      connectionId: account.id,
      groupArn: group.arn,
      owner: this.owner,
      startedAt,
      readAt,
      targets,
    };
    // What is not published is read by the others themselves.
    const published = (this.publishing.get(key) ?? Promise.resolve())
      .then(() => this.folder.store(read))
      .catch(() => undefined)
      .finally(() => {
        if (this.publishing.get(key) === published) this.publishing.delete(key);
      });
    this.publishing.set(key, published);
  }

  private async claim(claims: LeasesFile, key: string): Promise<boolean> {
    const now = this.parts.clock.now();
    let isMine = false;
    await claims.update((all) => {
      const held = all[key];
      isMine = held === undefined || held.owner === this.owner || held.until <= now;
      if (!isMine) return all;
      const live = Object.entries(all).filter(([, { until }]) => until > now);
      return {
        ...Object.fromEntries(live),
        [key]: { owner: this.owner, until: now + CLAIM_LASTS_MILLISECONDS },
      };
    });
    return isMine;
  }

  private giveBack(claims: LeasesFile, key: string): Promise<void> {
    return claims.update((all) => {
      if (all[key]?.owner !== this.owner) return all;
      const { [key]: _, ...others } = all;
      return others;
    });
  }
}

function keyOf(connectionId: string, groupArn: string): string {
  return `${connectionId}|${groupArn}`;
}
