// Texts to compare: read-only documents beside each other.
import { commands, Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';

const SCHEME = 'targetgroups-side';

export interface SideText {
  /** Tells it from others of the same title. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

export class SideTexts implements TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changes = new EventEmitter<Uri>();
  readonly onDidChange = this.changes.event;
  private readonly subscriptions = Disposable.from(
    workspace.registerTextDocumentContentProvider(SCHEME, this),
    workspace.onDidCloseTextDocument(({ uri }) => {
      this.texts.delete(uri.toString());
    }),
    this.changes,
  );

  /** Shows the difference of two texts; the right one may be a document that can be edited. */
  async compare(title: string, left: SideText, right: SideText | Uri): Promise<void> {
    const [before, after] = [this.uriOf(left), right instanceof Uri ? right : this.uriOf(right)];
    await commands.executeCommand('vscode.diff', before, after, title, { preview: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.texts.get(uri.toString()) ??
      '# What stood here was of an earlier session. Run the command again.\n'
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private uriOf({ key, title, text }: SideText): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${title}.elb-targets`, query: key });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }
}
