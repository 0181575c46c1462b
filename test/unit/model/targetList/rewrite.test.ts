// Changes to the text of a list: what people wrote beside the targets stays, and what others did is merged in.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { divergenceOf, mergeDivergence } from '../../../../src/model/targetList/divergence';
import { parseTargetList } from '../../../../src/model/targetList/parse';
import {
  withoutTargets,
  withReasons,
  withStates,
  withTargets,
} from '../../../../src/model/targetList/rewrite';
import { formatTarget } from '../../../../src/model/targetList/targetText';
import type { TargetIdentity } from '../../../../src/model/target';
import { group } from '../samples';

const TEXT = '# mine\n\n10.0.1.5:80  # keep\n10.0.1.6:80\n10.0.1.7:80, 10.0.1.8:80 # two\n10.0.1.300\n';
const words = (text: string) => parseTargetList(text, 'ip');
const targetsOf = (text: string) => words(text).flatMap(({ targets }) => targets);

it('takes out targets, with their line where nothing else is on it', () => {
  const gone = ['10.0.1.6', '10.0.1.8'];
  expect(
    withoutTargets(TEXT, words(TEXT), (target) => target !== undefined && gone.includes(target.id)),
  ).toBe('# mine\n\n10.0.1.5:80  # keep\n10.0.1.7:80  # two\n10.0.1.300\n');
});

it('says the line that a mistake was on at first, however often it is said', () => {
  const once = withReasons(TEXT, new Map([[6, 'No address.']]));
  expect(once.split('\n')[5]).toBe('10.0.1.300  # line 6: No address.');
  const moved = once.split('\n').slice(4).join('\n');
  expect(withReasons(moved, new Map([[2, 'Still none.']]))).toContain('10.0.1.300  # line 6: Still none.');
  expect(withReasons(moved, new Map()).split('\n')[1]).toBe('10.0.1.300');
});

it('says states in one column and leaves the comments of people', () => {
  const text = withStates(TEXT, words(TEXT), ({ id }) => (id === '10.0.1.6' ? 'healthy' : 'initial'));
  expect(text.split('\n').slice(2, 4)).toEqual(['10.0.1.5:80  # keep', '10.0.1.6:80  # healthy']);
  expect(withStates(text, words(text), () => 'unhealthy').split('\n')[3]).toBe('10.0.1.6:80  # unhealthy');
  expect(withStates(text, words(text), () => undefined).split('\n')[3]).toBe('10.0.1.6:80');
});

it('takes for its own only the comments that it writes', () => {
  const mine = '10.0.1.5:80  # unused since May\n10.0.1.6:80  # unhealthy · no answer in time · web-1\n';
  expect(withStates(mine, words(mine), () => 'healthy')).toBe(
    '10.0.1.5:80  # unused since May\n10.0.1.6:80  # healthy\n',
  );
});

const SOME = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 });
const target = (number: number): TargetIdentity => ({ id: `10.0.1.${number}`, port: 80 });
const keysOf = (list: readonly TargetIdentity[]) => list.map(formatTarget).sort();

test('a merge has what others added and not what they took out, and everything of mine', () => {
  fc.assert(
    fc.property(SOME, SOME, SOME, (before, theirs, mine) => {
      const [base, now] = [before.map(target), theirs.map(target)];
      const text = withTargets('# mine\n', mine.map(target));
      const divergence = divergenceOf(group(), { base, now, words: words(text) });
      const merged =
        divergence === undefined ? text : mergeDivergence(group(), text, words(text), divergence);
      const isMerged = (number: number) => {
        const [was, is, said] = [before, theirs, mine].map((list) => list.includes(number));
        // Who changed it has the say; who changed it both changed it the same way.
        return was === said ? is : said;
      };
      const wanted = [...new Set([...before, ...theirs, ...mine])].filter(isMerged);
      expect(keysOf(targetsOf(merged))).toEqual(keysOf(wanted.map(target)));
      expect(merged).toMatch(/^# mine\n/);
    }),
  );
});

it('sees no conflict in what both did, and in what others did to neither list', () => {
  const [base, now] = [
    [target(1), target(2)],
    [target(2), target(3)],
  ];
  expect(divergenceOf(group(), { base, now, words: words('10.0.1.2:80\n10.0.1.3\n') })).toBeUndefined();
});
