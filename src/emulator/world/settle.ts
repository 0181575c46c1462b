// Lets happen what a world has on its agenda.
import type { World } from './world';

/** Everything that is due by now, each thing at its own moment; whether there was something. */
export function settle(world: World, now: number): boolean {
  const due = world.agenda.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  if (due.length === 0) return false;
  world.agenda.splice(0, world.agenda.length, ...world.agenda.filter(({ at }) => at > now));
  return true;
}
