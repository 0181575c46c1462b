// What every way of choosing changes ends in: they are staged under their group and, where the setting says so, applied.
import { commands, window } from 'vscode';
import { COMMANDS } from '../model/contributions';
import { isWaiting, type PendingChange, type ProposedChange } from '../model/pendingChange';
import { applyPending, confirmConsequences } from './applyPending';
import { appliesAtOnce } from '../views/changesSetting';
import { changesInWords } from './changesInWords';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

const APPLY = 'Apply';
const REVIEW = 'Review…';
const SAID_FOR_MILLISECONDS = 6_000;

/** Stages the changes, then applies them at once or says that they are pending, as the setting has it. */
export async function submitChanges(
  services: Services,
  choice: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const atOnce = appliesAtOnce();
  // Asked before anything is staged: a change that the user takes back leaves no trace.
  if (atOnce) await confirmConsequences(services, choice, changes);
  const staged = await stage(services, choice, changes);
  if (atOnce) await applyPending(services, choice, staged);
  else void offerApply(services, choice, staged);
}

/** Stages the changes and applies them, whatever the setting says. The consequences have been asked about. */
export async function submitAtOnce(
  services: Services,
  choice: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<void> {
  await applyPending(services, choice, await stage(services, choice, changes));
}

function stage(
  { pending }: Services,
  { account, group }: GroupChoice,
  changes: readonly ProposedChange[],
): Promise<readonly PendingChange[]> {
  return pending.stage({ connectionId: account.id, groupArn: group.arn, groupName: group.name }, changes);
}

/** Not awaited by anybody: a message may stand for as long as it likes. */
async function offerApply(
  { tree, pending }: Services,
  choice: GroupChoice,
  staged: readonly PendingChange[],
): Promise<void> {
  tree.showPending(choice.account, choice.group.arn);
  if (staged.every(isWaiting)) {
    await window.showInformationMessage(
      `Pending for ${choice.group.name}: ${changesInWords(choice.account, staged)}, by itself when the drain is over.`,
    );
    return;
  }
  const total = pending.of(choice.account.id, choice.group.arn).length;
  if (total > staged.length) {
    // The message of the first ones says where to go on; one for each that joins them would pile up.
    window.setStatusBarMessage(
      `$(checklist) ${choice.group.name}: ${total} changes pending`,
      SAID_FOR_MILLISECONDS,
    );
    return;
  }
  const chosen = await window.showInformationMessage(
    `Pending for ${choice.group.name}: ${changesInWords(choice.account, staged)}.`,
    REVIEW,
    APPLY,
  );
  if (chosen === undefined) return;
  await commands.executeCommand(
    chosen === APPLY ? COMMANDS.applyChanges : COMMANDS.reviewChanges,
    tree.nodes.group(choice.account, choice.group.arn),
  );
}
