// Says what became of registers that waited for their drains and were then made without being asked for again.
import { commands, window } from 'vscode';
import { COMMANDS } from '../model/contributions';
import { targetLabel } from '../model/target';
import type { MadeRegistrations } from '../state/waitingRegistrations';
import type { TargetGroupsTree } from '../views/targetGroupsTree';
import { changesInWords } from './changesInWords';

const REVIEW = 'Review';

/** Not awaited by anybody: a message may stand for as long as it likes. */
export function tellOfRegistrations(
  { nodes }: TargetGroupsTree,
  { account, groupName, done, left }: MadeRegistrations,
): void {
  if (done.length > 0) {
    void window.showInformationMessage(
      `${account.label}: the drain is over: ${changesInWords(account, done)} with ${groupName}: done.`,
    );
  }
  const [first] = left;
  if (first === undefined) return;
  const more = left.length > 1 ? ` And ${left.length - 1} more.` : '';
  void window
    .showWarningMessage(
      `${account.label}: ${groupName}: ${targetLabel(first.change.target)} is not registered, though its drain is over: ${first.reason}${more}`,
      REVIEW,
    )
    .then((chosen) =>
      chosen === REVIEW
        ? commands.executeCommand(COMMANDS.reviewChanges, nodes.group(account, first.change.groupArn))
        : undefined,
    );
}
