// Documents of targets as files of their own scheme: they are saved without a file, and saving hands them to the commands.
import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  FileType,
  type FileStat,
  type FileSystemProvider,
  Position,
  Range,
  type TextDocument,
  type Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { Clock } from '../../model/clock';
import { TARGET_LIST_SCHEME } from '../../model/contributions';
import { type TargetIdentity } from '../../model/target';
import type { ListKind } from '../../model/targetList/check';
import { divergenceOf, mergeDivergence } from '../../model/targetList/divergence';
import { expectedTargets } from '../../model/targetList/expected';
import { parseTargetList } from '../../model/targetList/parse';
import { refreshList, renderList } from '../../model/targetList/render';
import type { TargetGroup } from '../../model/targetGroup';
import type { Account } from '../../state/account';
import type { Drains } from '../../state/drains';
import type { Storage } from '../../state/storage';
import type { Inventory } from '../../state/inventory';
import { readListContext } from '../../state/listContext';
import type { PendingChanges } from '../../state/pendingChanges';
import { appliesAtOnce } from '../changesSetting';
import { addressIn, type TargetDocument, uriOf } from './targetDocument';

export interface Parts {
  readonly inventory: Inventory;
  readonly drains: Drains;
  readonly pending: PendingChanges;
  readonly clock: Clock;
  /** Keeps what the open documents were read from, through a reload of the window. */
  readonly storage: Storage;
}

/** What saving came to. */
export interface SavedText {
  readonly text: string;
  /** Everything in it is staged: it is as good as read anew. Otherwise the document stays unsaved with this text. */
  readonly isDone: boolean;
}

export type SaveText = (document: TargetDocument, text: string) => Promise<SavedText>;

/** What is kept of an open document. */
interface Kept {
  readonly content: string;
  readonly base: readonly TargetIdentity[];
}

const STORAGE_KEY = 'targetDocuments';

export class TargetDocuments implements FileSystemProvider {
  /** Set by who carries out what a save means. */
  save: SaveText = (_document, text) => Promise.resolve({ text, isDone: false });
  private readonly parts: Parts;
  private readonly loading = new Map<string, Promise<TargetDocument>>();
  private readonly loaded = new Map<string, TargetDocument>();
  /** Texts that take the place of what was saved, once the editor has finished saving. */
  private readonly replacing = new Set<string>();
  private readonly fileChanges = new EventEmitter<FileChangeEvent[]>();
  private readonly contextChanges = new EventEmitter<TargetDocument>();
  readonly onDidChangeFile = this.fileChanges.event;
  /** What the document is checked against was read anew. */
  readonly onDidChangeContext = this.contextChanges.event;
  private readonly subscriptions: Disposable;

  constructor(parts: Parts) {
    this.parts = parts;
    this.subscriptions = Disposable.from(
      this.fileChanges,
      this.contextChanges,
      workspace.registerFileSystemProvider(TARGET_LIST_SCHEME, this, { isCaseSensitive: true }),
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.replacing.delete(uri.toString())) this.tellOfContent(uri);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === TARGET_LIST_SCHEME) this.forget(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  at(uri: Uri): TargetDocument | undefined {
    return this.loaded.get(uri.toString());
  }

  /** Opens the document, or shows it where it is open; one without unsaved changes is brought up to date. */
  async open(kind: ListKind, account: Account, group: TargetGroup): Promise<TextDocument> {
    const uri = uriOf(kind, account, group);
    const shown = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (shown?.isDirty === false) {
      const document = await this.load(uri);
      await this.refreshContext(document);
      this.agree(document, this.refreshed(document, withTheirs(document, document.content)));
      this.tellOfContent(uri);
    }
    const text = await workspace.openTextDocument(uri);
    await window.showTextDocument(text, { preview: false });
    return text;
  }

  /** Reads what the document is checked against anew. */
  async refreshContext(document: TargetDocument): Promise<void> {
    document.context = await readListContext(this.parts, document.account, document.group);
    this.contextChanges.fire(document);
  }

  /** Takes in what is pending by now and what was read of the group meanwhile; asks for nothing. */
  takeChanges(document: TargetDocument): void {
    const { account, group, context } = document;
    const { drains, pending } = this.parts;
    document.context = {
      ...context,
      registered: account.group(group.arn)?.targets ?? context.registered,
      pending: pending.of(account.id, group.arn),
      drainingUntil: drains.drainingUntil(account.id, group.arn),
    };
    this.contextChanges.fire(document);
  }

  /** The text is what the group will have now. */
  agree(document: TargetDocument, text: string): void {
    const { registered, pending } = document.context;
    document.base = expectedTargets(registered, pending);
    document.content = text;
    void this.keep(document.uri, { content: text, base: document.base });
  }

  /** The text with the states and the time of the last read. */
  refreshed({ account, context, kind, group }: TargetDocument, text: string): string {
    return refreshList(text, this.heading(kind, account, group), context, (id) => account.instance(id));
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { modifiedAt, content } = await this.load(uri);
    return { type: FileType.File, ctime: 0, mtime: modifiedAt, size: Buffer.byteLength(content) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return Buffer.from((await this.load(uri)).content);
  }

  async writeFile(uri: Uri, bytes: Uint8Array): Promise<void> {
    const document = await this.load(uri);
    const text = Buffer.from(bytes).toString('utf8');
    const saved = await this.save(document, text);
    if (!saved.isDone) {
      // A document that changes while it is saved stays unsaved: closing it asks, and nothing is lost.
      await replaceText(uri, saved.text);
    } else if (saved.text !== text) {
      this.replacing.add(uri.toString());
    }
  }

  watch(): Disposable {
    // It changes by the extension only, which tells of it.
    return new Disposable(() => undefined);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions('There are no folders of targets.');
  }

  delete(): void {
    throw FileSystemError.NoPermissions('A list of targets is not a file that can be deleted.');
  }

  rename(): void {
    throw FileSystemError.NoPermissions('A list of targets is not a file that can be renamed.');
  }

  private load(uri: Uri): Promise<TargetDocument> {
    const key = uri.toString();
    let loading = this.loading.get(key);
    if (loading === undefined) {
      loading = this.read(uri);
      this.loading.set(key, loading);
      loading.then(
        (document) => this.loaded.set(key, document),
        () => this.loading.delete(key),
      );
    }
    return loading;
  }

  private async read(uri: Uri): Promise<TargetDocument> {
    const { kind, connectionId, groupArn } = addressIn(uri);
    const account = this.parts.inventory.account(connectionId);
    if (account === undefined) {
      throw FileSystemError.Unavailable('Its connection is not in the list any more. Connect it again.');
    }
    if (account.group(groupArn) === undefined) await account.readGroups({ priority: 'user' });
    const group = account.group(groupArn)?.group;
    if (group === undefined) {
      throw account.error ?? FileSystemError.FileNotFound('The target group no longer exists.');
    }
    const context = await readListContext(this.parts, account, group);
    const kept = this.kept()[uri.toString()];
    const now = this.parts.clock.now();
    const content =
      kept?.content ?? renderList(this.heading(kind, account, group), context, (id) => account.instance(id));
    const base = kept?.base ?? expectedTargets(context.registered, context.pending);
    if (kept === undefined) await this.keep(uri, { content, base });
    const document = { uri, kind, account, group, context, content, base, modifiedAt: now };
    this.contextChanges.fire(document);
    return document;
  }

  private heading(kind: ListKind, account: Account, group: TargetGroup) {
    return {
      kind,
      title: `${group.name} (${account.label})`,
      readAt: this.parts.clock.now(),
      appliesAtOnce: appliesAtOnce(),
    };
  }

  private tellOfContent(uri: Uri): void {
    const document = this.at(uri);
    if (document === undefined) return;
    document.modifiedAt = Math.max(this.parts.clock.now(), document.modifiedAt + 1);
    this.fileChanges.fire([{ type: FileChangeType.Changed, uri }]);
  }

  private kept(): Readonly<Record<string, Kept>> {
    return (this.parts.storage.get(STORAGE_KEY) ?? {}) as Readonly<Record<string, Kept>>;
  }

  private async keep(uri: Uri, kept: Kept): Promise<void> {
    await this.parts.storage.update(STORAGE_KEY, { ...this.kept(), [uri.toString()]: kept });
  }

  private forget(uri: Uri): void {
    const key = uri.toString();
    this.loading.delete(key);
    this.loaded.delete(key);
    const { [key]: _closed, ...others } = this.kept();
    void this.parts.storage.update(STORAGE_KEY, others);
  }
}

/** The text with what others changed since it was read. */
export function withTheirs({ kind, group, context, base }: TargetDocument, text: string): string {
  if (kind === 'additions') return text;
  const words = parseTargetList(text, group.targetType);
  const now = expectedTargets(context.registered, context.pending);
  const divergence = divergenceOf(group, { base, now, words });
  return divergence === undefined ? text : mergeDivergence(group, text, words, divergence);
}

/** Also when it is the same text: the editor is to take the document for changed. */
async function replaceText(uri: Uri, text: string): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const start = new Position(0, 0);
  if (document.getText() === text) {
    // The editor passes over an edit that changes nothing, so it is two: there and back, without moving the cursor.
    await edit((change) => {
      change.insert(uri, start, ' ');
    });
    await edit((change) => {
      change.delete(uri, new Range(start, new Position(0, 1)));
    });
    return;
  }
  const { end } = document.lineAt(document.lineCount - 1).range;
  await edit((change) => {
    change.replace(uri, new Range(start, end), text);
  });
}

async function edit(describe: (change: WorkspaceEdit) => void): Promise<void> {
  const change = new WorkspaceEdit();
  describe(change);
  await workspace.applyEdit(change);
}
