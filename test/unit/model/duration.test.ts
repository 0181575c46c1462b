// Durations in figures and in words.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { durationInWords, formatCountdown, formatElapsed } from '../../../src/model/duration';

test.each([
  [0, '0:00', '0:00', '0 seconds'],
  [-5000, '0:00', '0:00', '0 seconds'],
  [1, '0:01', '0:00', '0 seconds'],
  [499, '0:01', '0:00', '0 seconds'],
  [500, '0:01', '0:00', '1 second'],
  [1000, '0:01', '0:01', '1 second'],
  [59_001, '1:00', '0:59', '59 seconds'],
  [59_999, '1:00', '0:59', '1 minute'],
  [60_000, '1:00', '1:00', '1 minute'],
  [245_000, '4:05', '4:05', '4 minutes 5 seconds'],
  [3_599_001, '1:00:00', '59:59', '59 minutes 59 seconds'],
  [3_600_000, '1:00:00', '1:00:00', '1 hour'],
  [3_605_000, '1:00:05', '1:00:05', '1 hour 5 seconds'],
  [36_061_000, '10:01:01', '10:01:01', '10 hours 1 minute 1 second'],
])('%d ms: %s left, %s passed, %s', (milliseconds, left, passed, words) => {
  expect(formatCountdown(milliseconds)).toBe(left);
  expect(formatElapsed(milliseconds)).toBe(passed);
  expect(durationInWords(milliseconds)).toBe(words);
});

it('a countdown shows 0:00 only when it is over; figures and words tell the same', () => {
  const inSeconds = (figures: string) => figures.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  fc.assert(
    fc.property(fc.nat({ max: 100_000_000 }), (milliseconds) => {
      expect(formatCountdown(milliseconds) === '0:00').toBe(milliseconds === 0);
      expect(inSeconds(formatCountdown(milliseconds))).toBe(Math.ceil(milliseconds / 1000));
      expect(inSeconds(formatElapsed(milliseconds))).toBe(Math.floor(milliseconds / 1000));
      expect(formatElapsed(milliseconds)).toMatch(/^(\d+:)?[0-5]?\d:[0-5]\d$/);
    }),
  );
});
