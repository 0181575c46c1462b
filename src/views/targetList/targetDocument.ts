// One open document of a group's targets: which group, what it was read from, and what its text is checked against.
import { Uri } from 'vscode';
import { TARGET_LIST_SCHEME } from '../../model/contributions';
import type { ListKind } from '../../model/targetList/check';
import type { ListContext } from '../../model/targetList/context';
import type { TargetIdentity } from '../../model/target';
import type { TargetGroup } from '../../model/targetGroup';
import type { Account } from '../../state/account';

export interface TargetDocument {
  readonly uri: Uri;
  readonly kind: ListKind;
  readonly account: Account;
  readonly group: TargetGroup;
  /** As last read. */
  context: ListContext;
  /** The text that agrees with `base`. */
  content: string;
  /** What the group was to have when the text was last read or staged. */
  base: readonly TargetIdentity[];
  /** Changes when the editor is to read the content anew: milliseconds since the epoch. */
  modifiedAt: number;
}

interface Address {
  readonly kind: ListKind;
  readonly connectionId: string;
  readonly groupArn: string;
}

/** The same for the same group and kind: a list is open once. */
export function uriOf(kind: ListKind, account: Account, group: TargetGroup): Uri {
  const title = kind === 'whole' ? group.name : `Register with ${group.name}`;
  return Uri.from({
    scheme: TARGET_LIST_SCHEME,
    path: `/${account.label}/${title}.elb-targets`,
    query: new URLSearchParams({ kind, connection: account.id, group: group.arn }).toString(),
  });
}

export function addressIn(uri: Uri): Address {
  const query = new URLSearchParams(uri.query);
  return {
    kind: query.get('kind') === 'additions' ? 'additions' : 'whole',
    connectionId: query.get('connection') ?? '',
    groupArn: query.get('group') ?? '',
  };
}
