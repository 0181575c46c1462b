// Completion in a document of targets: what can be registered, by name or id, with ports and zones.
import {
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  type Disposable,
  languages,
  type Position,
  Range,
  type TextDocument,
} from 'vscode';
import { TARGET_LIST_SCHEME } from '../../model/contributions';
import { type Suggestion, suggestionsFor } from '../../model/targetList/suggestions';
import { readQualifiers } from '../../state/listContext';
import type { TargetDocument } from './targetDocument';
import type { TargetDocuments } from './targetDocuments';

const KINDS = {
  target: CompletionItemKind.Value,
  port: CompletionItemKind.Constant,
  zone: CompletionItemKind.EnumMember,
} as const;

export function registerCompletions(documents: TargetDocuments): Disposable {
  const provider: CompletionItemProvider = {
    async provideCompletionItems(text: TextDocument, position: Position) {
      const document = documents.at(text.uri);
      const before = text.lineAt(position).text.slice(0, position.character);
      if (document === undefined || before.includes('#')) return [];
      const [written = ''] = /[^\s,;"'`]*$/.exec(before) ?? [];
      const suggestions = await suggestionsOf(document, written);
      return suggestions.map((suggestion) => item(suggestion, written, text, position));
    },
  };
  return languages.registerCompletionItemProvider({ scheme: TARGET_LIST_SCHEME }, provider, '@', ':', '-');
}

async function suggestionsOf(document: TargetDocument, written: string): Promise<Suggestion[]> {
  const functionArn = written.slice(0, -1);
  const { candidates } = document.context;
  if (!written.endsWith(':') || candidates?.has(functionArn) !== true) {
    return suggestionsFor(written, document.context);
  }
  const qualifiers = await readQualifiers(document.account, functionArn);
  return [...qualifiers].map(([arn, detail]) => ({
    kind: 'target',
    label: arn.slice(written.length),
    detail,
    text: arn,
  }));
}

/** A target takes the place of the word, a port and a zone that of what follows the sign. */
function item(
  { kind, label, detail, text, filter }: Suggestion,
  written: string,
  document: TextDocument,
  position: Position,
): CompletionItem {
  const made = new CompletionItem(
    { label, ...(detail === undefined ? {} : { description: detail }) },
    KINDS[kind],
  );
  const sign = kind === 'target' ? 0 : written.lastIndexOf(kind === 'port' ? ':' : '@') + 1;
  const start = position.character - written.length + sign;
  const [rest = ''] = /^[^\s,;"'`#]*/.exec(document.lineAt(position).text.slice(position.character)) ?? [];
  made.range = {
    inserting: new Range(position.line, start, position.line, position.character),
    replacing: new Range(position.line, start, position.line, position.character + rest.length),
  };
  made.insertText = text;
  made.filterText = filter ?? text;
  return made;
}
