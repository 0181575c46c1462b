// How long ago something was, and when.
import { expect, it, test } from 'vitest';
import { agoInWords, dateAndTime, timeWithDay } from '../../../src/model/ago';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test.each([
  [-1, 'just now'],
  [0, 'just now'],
  [MINUTE - 1, 'just now'],
  [MINUTE, '1 minute ago'],
  [59 * MINUTE, '59 minutes ago'],
  [60 * MINUTE, '1 hour ago'],
  [DAY - 1, '23 hours ago'],
  [3 * DAY, '3 days ago'],
  [29 * DAY, '29 days ago'],
  [61 * DAY, '2 months ago'],
  [400 * DAY, '1 year ago'],
])('%d ms: %s', (milliseconds, words) => {
  expect(agoInWords(milliseconds)).toBe(words);
});

it('names a minute so that it is the same when read', () => {
  const time = new Date(2026, 0, 5, 9, 3, 59).getTime();
  expect(dateAndTime(time)).toBe('2026-01-05 09:03');
});

it('has the day in front of a time of another day', () => {
  const today = { now: Date.UTC(2026, 0, 14, 14, 2, 10), timeZone: 'UTC' };
  expect(timeWithDay(Date.UTC(2026, 0, 14, 14, 1, 10), today)).toBe('14:01:10');
  expect(timeWithDay(Date.UTC(2026, 0, 13, 14, 2, 10), today)).toBe('13 Jan, 14:02:10');
});
