// How an instance answers where nothing else is said of its address.
import { answersTag, parseBehaviour, type Behaviour } from './behaviour';
import type { Instance } from './networkTypes';

/** Its tag goes before what it was made with. */
export function instanceBehaviour({ tags, answers }: Instance): Behaviour {
  const tag = tags[answersTag];
  return (tag === undefined ? undefined : parseBehaviour(tag)) ?? answers;
}
