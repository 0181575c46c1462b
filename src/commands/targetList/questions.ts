// What is asked before a list of targets is saved: whether its difference is right, and what to do about others' changes.
import { window } from 'vscode';
import { stateInWords } from '../../model/stateWords';
import type { ProposedChange } from '../../model/pendingChange';
import type { TargetIdentity } from '../../model/target';
import type { Divergence } from '../../model/targetList/divergence';
import type { ExpectedTarget } from '../../model/targetList/expected';
import type { SavePlan } from '../../model/targetList/plan';
import { shortTarget } from '../../model/targetList/targetText';
import { Cancelled } from '../errorBoundary';

const SHOW_DIFFERENCE = 'Show Difference';
const MERGE = 'Merge';
const MOST_LISTED = 12;

/** What the user chose; rejects with `Cancelled` when the question is left. */
type Answer = 'go' | 'difference';

interface Subject {
  readonly groupName: string;
  readonly appliesAtOnce: boolean;
}

export function askToSave({ groupName, appliesAtOnce }: Subject, plan: SavePlan): Promise<Answer> {
  const { changes, withdrawn, errors, held } = plan;
  const of = (action: ProposedChange['action']) => changes.filter((change) => change.action === action);
  const [registers, deregisters] = [of('register'), of('deregister')];
  const figures = [
    ...(registers.length > 0 ? [`register ${count(registers.length, 'target')}`] : []),
    ...(deregisters.length > 0 ? [`deregister ${count(deregisters.length, 'target')}`] : []),
    ...(withdrawn.length > 0 ? [`take back ${count(withdrawn.length, 'pending change')}`] : []),
  ].join(', ');
  const detail = [
    listed('+', registers),
    listed('−', deregisters),
    listed(
      'Not pending any more:',
      withdrawn.map((target) => ({ target })),
    ),
    errors.length === 0
      ? ''
      : `${count(errors.length, 'line')} cannot be registered and ${errors.length === 1 ? 'stays' : 'stay'} in the document, with the reason.`,
    held.length === 0 ? '' : heldInWords(held),
  ];
  return ask(
    `${groupName}: ${figures}?`,
    detail.filter((part) => part !== '').join('\n\n'),
    appliesAtOnce ? 'Apply' : 'Stage',
  );
}

/** Why targets that the text leaves out are not deregistered. */
export function heldInWords(held: readonly ExpectedTarget[]): string {
  const [first] = held;
  const what = held.length === 1 && first !== undefined ? shortTarget(first) : `${held.length} targets`;
  return `${what} that the text leaves out ${held.length === 1 ? 'is' : 'are'} not deregistered yet: a line with a mistake may stand for ${held.length === 1 ? 'it' : 'them'}. Mend those lines first.`;
}

export function askToMerge(groupName: string, { arrived, gone }: Divergence): Promise<Answer> {
  const detail = [
    listed(
      'There now, and not in your text:',
      arrived.map((target) => ({ target, state: target.health && stateInWords(target.health) })),
    ),
    listed(
      'In your text, and not there any more:',
      gone.map((target) => ({ target })),
    ),
    `“${MERGE}” keeps what changed and your own changes, and shows the difference once more before anything is staged.`,
  ];
  return ask(
    `${groupName} has changed since this document was read.`,
    detail.filter((part) => part !== '').join('\n\n'),
    MERGE,
  );
}

async function ask(message: string, detail: string, go: string): Promise<Answer> {
  const chosen = await window.showWarningMessage(message, { modal: true, detail }, go, SHOW_DIFFERENCE);
  if (chosen === undefined) throw new Cancelled();
  return chosen === go ? 'go' : 'difference';
}

function listed(
  title: string,
  items: readonly {
    readonly target: TargetIdentity;
    readonly targetName?: string;
    readonly state?: string | undefined;
  }[],
): string {
  if (items.length === 0) return '';
  const isSign = title.length === 1;
  const lines = items.slice(0, MOST_LISTED).map(({ target, targetName, state }) => {
    const words = [shortTarget(target), targetName, state].filter((word) => word !== undefined).join(' · ');
    return isSign ? `${title} ${words}` : words;
  });
  const more = items.length > MOST_LISTED ? [`… and ${items.length - MOST_LISTED} more`] : [];
  return [...(isSign ? [] : [title]), ...lines, ...more].join('\n');
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}
