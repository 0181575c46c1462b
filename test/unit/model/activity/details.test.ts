// What the tooltip of an entry says beyond its row: times of day, and what nobody knows.
import { expect, test } from 'vitest';
import { entryDetails } from '../../../../src/model/activity/details';
import { timeWithDay } from '../../../../src/model/ago';
import type { ActivitySources } from '../../../../src/model/activity/entries';
import { arrival, drain, entriesOf, healthWait, serviceRun, START } from './samples';

/** As the reader's own clock shows it, whatever the time zone. */
function at(afterSeconds: number): string {
  const time = START + afterSeconds * 1000;
  return timeWithDay(time, { now: START });
}

test.each<[string, Partial<ActivitySources>, number, (string | RegExp)[]]>([
  [
    'a drain',
    { drains: [drain('10.0.0.1')] },
    60,
    [`Deregistered from web here at ${at(0)}.`, new RegExp(`^Over at ${at(300)} at the latest`)],
  ],
  [
    'a drain that somebody else began',
    { drains: [drain('10.0.0.1', { startedBy: 'elsewhere' })] },
    60,
    [new RegExp(`somebody else; first seen draining at ${at(0)}.*does not say when`), /at the latest/],
  ],
  ['a drain that takes longer', { drains: [drain('10.0.0.1')] }, 301, [/here/, /was over.*still lists it/]],
  [
    'a drain that is over',
    { drains: [drain('10.0.0.1', { phase: 'gone', endedAt: START + 300_000 })] },
    301,
    [/here/, `Over at ${at(300)}.`],
  ],
  [
    'a registered target',
    { arrivals: [arrival('10.0.0.1')] },
    10,
    [`Registered with web here at ${at(0)}.`, new RegExp(`^Expected healthy by ${at(30)},`)],
  ],
  ['a target that is late', { arrivals: [arrival('10.0.0.1')] }, 31, [/here/, /^Was expected healthy by/]],
  [
    'a wait',
    { waits: [healthWait(1, 0)] },
    9,
    [/You asked at .* until healthy, in web\./, /told when it ends/],
  ],
  ['a servicing', { runs: [serviceRun(['draining'])] }, 61, [/Servicing of web began/, /^Batch 1 of 1: /]],
])('%s', (_, sources, afterSeconds, sentences) => {
  const [entry] = entriesOf(sources);
  if (entry === undefined) throw new Error('There is no entry');
  const details = entryDetails(entry, START + afterSeconds * 1000);
  expect(details).toHaveLength(sentences.length);
  for (const [index, sentence] of sentences.entries()) {
    if (typeof sentence === 'string') expect(details[index]).toBe(sentence);
    else expect(details[index]).toMatch(sentence);
  }
});
