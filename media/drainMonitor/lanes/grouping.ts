// What a target group is known by on the page.
import type { ChangeScope } from '../../../src/model/pendingChange';

export function groupKey({ connectionId, groupArn }: Pick<ChangeScope, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}
