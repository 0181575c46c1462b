// What is to be known of an entry of the activity beyond its row: what it is, since when, by whom, until when.
import { timeWithDay } from '../ago';
import { drainProgress } from '../drain';
import { progressOf } from '../servicing/serviceWords';
import { type ActivityEntry, isUnderWay } from './entries';

/** Sentences, with times of day for countdowns: a text that stands still. `now` is in milliseconds since the epoch. */
export function entryDetails(entry: ActivityEntry, now: number): string[] {
  const at = (time: number) => timeWithDay(time, { now });
  return [
    beginning(entry, at(entry.startedAt)),
    ...(entry.finishedAt === undefined ? ending(entry, at, now) : [`Over at ${at(entry.finishedAt)}.`]),
  ];
}

function beginning(entry: ActivityEntry, at: string): string {
  const { groupName } = entry;
  switch (entry.kind) {
    case 'drain':
      return entry.drains[0]?.startedBy === 'elsewhere'
        ? `Deregistered from ${groupName} by somebody else; first seen draining at ${at}. The API does not say when it began.`
        : `Deregistered from ${groupName} here at ${at}.`;
    case 'arrival':
      return `Registered with ${groupName} here at ${at}.`;
    case 'wait':
      return `You asked at ${at} to wait until ${entry.wait.until}, in ${groupName}.`;
    case 'servicing':
      return `Servicing of ${groupName} began at ${at}.`;
  }
}

function ending(entry: ActivityEntry, at: (time: number) => string, now: number): string[] {
  switch (entry.kind) {
    case 'drain': {
      const [first] = entry.drains;
      if (first?.delayMilliseconds === undefined) return [];
      const end = at(first.startedAt + first.delayMilliseconds);
      return drainProgress(first, now).overdue
        ? [`The deregistration delay was over at ${end}, and the API still lists it.`]
        : [
            `Over at ${end} at the latest; the API does not say whether the load balancer has finished before.`,
          ];
    }
    case 'arrival': {
      const [first] = entry.arrivals;
      if (first?.expectedMilliseconds === undefined || !isUnderWay(entry)) return [];
      const expected = first.startedAt + first.expectedMilliseconds;
      const verb = expected > now ? 'Expected' : 'Was expected';
      return [`${verb} healthy by ${at(expected)}, as the group's health check is set.`];
    }
    case 'wait':
      return ['You are told when it ends, also in another window.'];
    case 'servicing':
      return [progressOf(entry.run, now).sentence].filter((sentence) => sentence !== '');
  }
}
