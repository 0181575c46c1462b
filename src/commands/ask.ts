// Questions to the user; leaving one cancels the command.
import { type QuickPickItem, QuickPickItemKind, type QuickPickOptions, window } from 'vscode';
import { Cancelled } from './errorBoundary';

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
  /** Why it cannot be chosen: one sentence, told when somebody tries. */
  readonly refusal?: string;
}

export interface Separator extends QuickPickItem {
  readonly kind: QuickPickItemKind.Separator;
}

export function separator(label: string): Separator {
  return { kind: QuickPickItemKind.Separator, label };
}

type Choices<T> = readonly (Choice<T> | Separator)[];

/** One of the choices. They may still be on their way: the list shows that it is busy. */
export async function pickOne<T>(
  choices: Choices<T> | Promise<Choices<T>>,
  options: QuickPickOptions,
): Promise<T> {
  const picked = await window.showQuickPick(choices as Choice<T>[] | Promise<Choice<T>[]>, {
    matchOnDescription: true,
    matchOnDetail: true,
    // A question stays until it is answered or left: the palette gives the focus back to where it was, a moment late.
    ignoreFocusOut: true,
    ...options,
  });
  if (picked === undefined) throw new Cancelled();
  return picked.value;
}

/** One of the choices. Who chooses one that is refused is told why, and asked again. */
export async function pickAllowed<T>(choices: Promise<Choices<T>>, options: QuickPickOptions): Promise<T> {
  const all = choices.then((list) => list.map((each) => ('value' in each ? { ...each, value: each } : each)));
  for (;;) {
    const { refusal, value } = await pickOne(all, options);
    if (refusal === undefined) return value;
    void window.showErrorMessage(refusal);
  }
}

/**
 * Some of the choices, at least one. Who chooses one that is refused is told why, and the list stays with all else that
 * was chosen. Rejects when the choices cannot be read.
 */
export function pickMany<T>(
  choices: Promise<readonly (Choice<T> | Separator)[]>,
  { title, placeHolder }: { readonly title: string; readonly placeHolder: string },
): Promise<T[]> {
  const list = window.createQuickPick<Choice<T> | Separator>();
  list.title = title;
  list.placeholder = placeHolder;
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.busy = true;
  list.show();
  const picked = new Promise<T[]>((resolve, reject) => {
    choices.then((items) => {
      list.items = items;
      list.busy = false;
    }, reject);
    list.onDidAccept(() => {
      const chosen = list.selectedItems.filter(
        (item): item is Choice<T> => item.kind !== QuickPickItemKind.Separator,
      );
      const refused = chosen.filter(({ refusal }) => refusal !== undefined);
      if (refused.length > 0) {
        void window.showErrorMessage(refused.map(({ refusal }) => refusal).join(' '));
        list.selectedItems = chosen.filter((choice) => !refused.includes(choice));
      } else if (chosen.length > 0) {
        resolve(chosen.map(({ value }) => value));
      }
    });
    list.onDidHide(() => {
      reject(new Cancelled());
    });
  });
  return picked.finally(() => {
    list.dispose();
  });
}

/** A question with a consequence, in a dialog; resolves when the user chooses the action. */
export async function confirm(message: string, detail: string, action: string): Promise<void> {
  const chosen = await window.showWarningMessage(message, { modal: true, detail }, action);
  if (chosen !== action) throw new Cancelled();
}
