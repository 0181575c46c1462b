// Everything that makes a list of targets a document: its file, its checks, completion, hovers, and differences.
import { Disposable } from 'vscode';
import { registerCompletions } from './completions';
import { TargetListDiagnostics } from './diagnostics';
import { registerHovers } from './hovers';
import { SideTexts } from './sideTexts';
import { type Parts, TargetDocuments } from './targetDocuments';

export class TargetListEditor {
  readonly documents: TargetDocuments;
  readonly sides = new SideTexts();
  private readonly subscriptions: Disposable;

  constructor(parts: Parts) {
    this.documents = new TargetDocuments(parts);
    this.subscriptions = Disposable.from(
      this.documents,
      this.sides,
      new TargetListDiagnostics(this.documents, parts.clock),
      registerCompletions(this.documents),
      registerHovers(this.documents),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
