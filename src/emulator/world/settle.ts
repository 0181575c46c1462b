// Lets happen what a world has on its agenda.
import { lookAfter } from './autoScalingGroups';
import type { AgendaEntry, World } from './world';

/** Everything that is due by now, each thing at its own moment; whether there was something. */
export function settle(world: World, now: number): boolean {
  let settled = false;
  for (let next = earliest(world); next && next.at <= now; next = earliest(world)) {
    const { at, autoScalingGroup: name } = next;
    world.agenda.splice(world.agenda.indexOf(next), 1);
    const group = world.autoScalingGroups.find((each) => each.name === name);
    if (group) lookAfter(world, group, at);
    settled = true;
  }
  return settled;
}

function earliest({ agenda }: World): AgendaEntry | undefined {
  return agenda.reduce<AgendaEntry | undefined>(
    (first, entry) => (first && first.at <= entry.at ? first : entry),
    undefined,
  );
}
