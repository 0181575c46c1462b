// What others changed in a group since a document of its targets was read, as far as saving would undo it.
import { ListedTargets } from '../listedTargets';
import { type TargetIdentity, targetKey } from '../target';
import type { TargetGroup } from '../targetGroup';
import type { ExpectedTarget } from './expected';
import type { ListWord } from './parse';
import { withoutTargets, withTargets } from './rewrite';

export interface Divergence {
  /** Are there now, were not when the document was read, and are not in it: saving would deregister them. */
  readonly arrived: readonly ExpectedTarget[];
  /** Were there when the document was read, are not now, and are in it still: saving would register them again. */
  readonly gone: readonly TargetIdentity[];
}

/** Undefined where saving undoes nothing of what others did. */
export function divergenceOf(
  group: Pick<TargetGroup, 'port'>,
  {
    base,
    now,
    words,
  }: {
    readonly base: readonly TargetIdentity[];
    readonly now: readonly ExpectedTarget[];
    readonly words: readonly ListWord[];
  },
): Divergence | undefined {
  const said = words.flatMap(({ targets }) => targets);
  const isSaid = saidAmong(group, said, [...base, ...now]);
  const [before, after] = [new Set(base.map(targetKey)), new Set(now.map(targetKey))];
  const arrived = now.filter((target) => !before.has(targetKey(target)) && !isSaid(target));
  const gone = base.filter((target) => !after.has(targetKey(target)) && isSaid(target));
  return arrived.length + gone.length === 0 ? undefined : { arrived, gone };
}

/** The text with what others did done in it too. */
export function mergeDivergence(
  group: Pick<TargetGroup, 'port'>,
  text: string,
  words: readonly ListWord[],
  { arrived, gone }: Divergence,
): string {
  const index = new ListedTargets(group, gone);
  return withTargets(
    withoutTargets(text, words, (target) => target !== undefined && index.find(target) !== undefined),
    arrived,
  );
}

/** Whether a listed target is meant by what is said: as people write it, without port or zone where they can. */
function saidAmong(
  group: Pick<TargetGroup, 'port'>,
  said: readonly TargetIdentity[],
  listed: readonly TargetIdentity[],
): (target: TargetIdentity) => boolean {
  const index = new ListedTargets(group, listed);
  const meant = new Set(
    said
      .map((target) => index.find(target))
      .filter((found) => found !== undefined)
      .map(targetKey),
  );
  return (target) => meant.has(targetKey(target));
}
