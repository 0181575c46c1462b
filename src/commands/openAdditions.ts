// (being built)
import { Problem } from '../model/problem';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

/**
 * Opens the document for targets to register with the group, with `text` (any usual form of a list, good lines and bad) in
 * it, not yet saved. Saving it stages the good lines and leaves the others there with their reasons.
 */
export function openAdditions(_services: Services, { group }: GroupChoice, text: string): Promise<void> {
  throw new Problem(`Registering ${text.length} characters with ${group.name} is being built.`, {
    kind: 'invalid',
  });
}
