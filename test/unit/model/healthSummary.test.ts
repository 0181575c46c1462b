// Figures and words for a group's row.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { summarizeHealth, summaryInWords, type HealthSummary } from '../../../src/model/healthSummary';
import { registered } from './samples';

function summary(...states: string[]): HealthSummary {
  return summarizeHealth(
    states.map((state, index) =>
      state === 'unchecked'
        ? registered(`i-${index}`, 'unavailable', { reason: 'Target.HealthCheckDisabled' })
        : registered(`i-${index}`, state),
    ),
  );
}

test.each<[string[], string, HealthSummary['worst']]>([
  [[], 'no targets', 'none'],
  [['healthy'], '1/1 healthy', 'healthy'],
  [['healthy', 'unhealthy', 'healthy'], '2/3 healthy', 'unhealthy'],
  [['healthy', 'initial'], '1/2 healthy', 'initial'],
  [['unused', 'unused'], '0/2 healthy', 'unused'],
  [['unhealthy.draining', 'healthy'], '1/2 healthy', 'unhealthy'],
  [['healthy', 'unavailable', 'unused'], '1/3 healthy', 'unavailable'],
  [['healthy', 'healthy', 'draining'], '2/2 healthy, 1 draining', 'draining'],
  [['draining', 'draining'], '2 draining', 'draining'],
  [['draining', 'initial'], '0/1 healthy, 1 draining', 'draining'],
  [['draining', 'unhealthy'], '0/1 healthy, 1 draining', 'unhealthy'],
  // A function whose health nobody checks is not an unhealthy one.
  [['unchecked'], '1 not checked', 'unavailable'],
  [['unchecked', 'draining'], '1 not checked, 1 draining', 'unavailable'],
  [['flaky', 'healthy'], '1/2 healthy', 'unavailable'],
  [['none', 'healthy'], '1/2 healthy', 'unavailable'],
])('%j: %s, worst %s', (states, words, worst) => {
  const result = summary(...states);
  expect(summaryInWords(result)).toBe(words);
  expect(result.worst).toBe(worst);
});

it('adds up, and does not depend on the order', () => {
  const states = fc.array(
    fc.constantFrom(
      'healthy',
      'unhealthy',
      'unhealthy.draining',
      'initial',
      'draining',
      'unused',
      'unchecked',
      'x',
    ),
  );
  fc.assert(
    fc.property(states, (list) => {
      const result = summary(...list);
      expect(result.total + result.draining).toBe(list.length);
      expect(result.healthy + result.unchecked).toBeLessThanOrEqual(result.total);
      expect(result.worst === 'none').toBe(list.length === 0);
      expect(summary(...list.toReversed())).toEqual(result);
    }),
  );
});
