// What is wrong with a document of targets, as it is typed, and the fixes that are obvious.
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  type TextDocument,
  workspace,
  WorkspaceEdit,
  type Uri,
} from 'vscode';
import { TARGET_LIST_SCHEME } from '../../model/contributions';
import type { Clock } from '../../model/clock';
import { checkTargetList, type CheckedList, type Finding } from '../../model/targetList/check';
import { addPort, type Fix, fixesOf } from '../../model/targetList/fixes';
import type { Place } from '../../model/targetList/parse';
import type { TargetDocuments } from './targetDocuments';

const SOURCE = 'Target Groups';
const TYPING_PAUSE_MILLISECONDS = 150;

export class TargetListDiagnostics implements CodeActionProvider {
  private readonly documents: TargetDocuments;
  private readonly clock: Clock;
  private readonly collection = languages.createDiagnosticCollection('elb-targets');
  private readonly checked = new Map<string, CheckedList>();
  private readonly waiting = new Map<string, { dispose(): void }>();
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(documents: TargetDocuments, clock: Clock) {
    this.documents = documents;
    this.clock = clock;
    this.subscriptions = [
      this.collection,
      documents.onDidChangeContext(({ uri }) => {
        this.checkSoon(uri);
      }),
      workspace.onDidOpenTextDocument(({ uri }) => {
        this.checkSoon(uri);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        this.checkSoon(document.uri);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.checked.delete(uri.toString());
        this.collection.delete(uri);
      }),
      languages.registerCodeActionsProvider({ scheme: TARGET_LIST_SCHEME }, this, {
        providedCodeActionKinds: [CodeActionKind.QuickFix],
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.waiting.values()) timer.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  provideCodeActions({ uri }: TextDocument, { start, end }: Range): CodeAction[] {
    const document = this.documents.at(uri);
    if (document === undefined) return [];
    const { context } = document;
    const { findings = [], words = [] } = this.checked.get(uri.toString()) ?? {};
    const isHere = ({ line }: Place) => line - 1 >= start.line && line - 1 <= end.line;
    return [
      ...findings
        .filter(({ word }) => isHere(word))
        .flatMap((finding) =>
          fixesOf(finding, context).map((fix) => action(uri, finding.word, fix, diagnostic(finding))),
        ),
      ...words.filter(isHere).flatMap((word) => {
        const fix = addPort(word, context.group);
        return fix === undefined ? [] : [action(uri, word, fix)];
      }),
    ];
  }

  private checkSoon(uri: Uri): void {
    if (uri.scheme !== TARGET_LIST_SCHEME) return;
    const key = uri.toString();
    this.waiting.get(key)?.dispose();
    this.waiting.set(
      key,
      this.clock.after(TYPING_PAUSE_MILLISECONDS, () => {
        this.waiting.delete(key);
        this.check(uri);
      }),
    );
  }

  private check(uri: Uri): void {
    const document = this.documents.at(uri);
    const text = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (document === undefined || text === undefined) return;
    const checked = checkTargetList(text.getText(), document.kind, document.context, this.clock.now());
    this.checked.set(uri.toString(), checked);
    this.collection.set(uri, checked.findings.map(diagnostic));
  }
}

function diagnostic({ word, severity, rule, message }: Finding): Diagnostic {
  const made = new Diagnostic(
    new Range(word.line - 1, word.start, word.line - 1, word.end),
    message,
    severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Information,
  );
  made.source = SOURCE;
  made.code = rule;
  return made;
}

function action(
  uri: Uri,
  { line, start, end }: Place,
  { title, text }: Fix,
  mended?: Diagnostic,
): CodeAction {
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  if (mended !== undefined) {
    made.diagnostics = [mended];
    made.isPreferred = true;
  }
  made.edit = new WorkspaceEdit();
  // Without its target a line has nothing to say.
  const range =
    text === undefined ? new Range(line - 1, 0, line, 0) : new Range(line - 1, start, line - 1, end);
  made.edit.replace(uri, range, text ?? '');
  return made;
}
