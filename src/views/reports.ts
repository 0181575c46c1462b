// Documents that the extension writes and people read: reviews, checks. Markdown text, with actions above their lines.
import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';

export interface Report {
  /** Markdown. */
  readonly text: string;
  /** Shown above the 0-based line. */
  readonly actions: readonly { readonly line: number; readonly command: Command }[];
  /** When what it says holds no more: from then on a notice below its title says so, with other actions above it. */
  readonly outdated?: {
    readonly when: (listener: () => void) => { dispose(): void };
    readonly notice: string;
    readonly actions: readonly Command[];
  };
}

const SCHEME = 'targetgroups-report';

export class Reports implements TextDocumentContentProvider, CodeLensProvider {
  private readonly reports = new Map<string, Report>();
  private readonly watches = new Map<string, { dispose(): void }>();
  private readonly contentChanges = new EventEmitter<Uri>();
  private readonly actionChanges = new EventEmitter<void>();
  readonly onDidChange = this.contentChanges.event;
  readonly onDidChangeCodeLenses = this.actionChanges.event;
  private readonly subscriptions = Disposable.from(
    workspace.registerTextDocumentContentProvider(SCHEME, this),
    languages.registerCodeLensProvider({ scheme: SCHEME }, this),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== SCHEME) return;
      this.reports.delete(uri.toString());
      this.unwatch(uri);
    }),
    this.contentChanges,
    this.actionChanges,
  );

  /**
   * Opens the report in the editor, or brings it up to date where it is open. `key` tells reports apart, and `title`
   * names its tab: the same title and key are the same document. As a preview it makes room for the next one.
   */
  async show(title: string, key: string, report: Report, { preview = true } = {}): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${title}.md`, query: key });
    this.put(uri, report);
    this.unwatch(uri);
    if (report.outdated !== undefined) {
      const { when, notice, actions } = report.outdated;
      this.watches.set(
        uri.toString(),
        when(() => {
          this.unwatch(uri);
          this.put(uri, withNotice(report, notice, actions));
        }),
      );
    }
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview });
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.reports.get(uri.toString())?.text ??
      'What stood here was of an earlier session. Run the command again.\n'
    );
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const { actions = [] } = this.reports.get(uri.toString()) ?? {};
    return actions.map(({ line, command }) => new CodeLens(new Range(line, 0, line, 0), command));
  }

  dispose(): void {
    for (const watch of this.watches.values()) watch.dispose();
    this.subscriptions.dispose();
  }

  private put(uri: Uri, report: Report): void {
    this.reports.set(uri.toString(), report);
    this.contentChanges.fire(uri);
    this.actionChanges.fire();
  }

  private unwatch(uri: Uri): void {
    this.watches.get(uri.toString())?.dispose();
    this.watches.delete(uri.toString());
  }
}

function withNotice({ text }: Report, notice: string, actions: readonly Command[]): Report {
  const [title = '', ...rest] = text.split('\n');
  return {
    text: [title, '', notice, ...rest].join('\n'),
    actions: actions.map((command) => ({ line: 0, command })),
  };
}
