// The filter and the order of targets.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type ListedTarget,
  parseTargetFilter,
  SORT_KEYS,
  sortInWords,
  sortTargets,
} from '../../../src/model/targetFilter';
import { FUNCTION_ARN, registered } from './samples';

const TARGETS: ListedTarget[] = [
  { target: registered('i-01', 'healthy', { port: 80 }), name: 'web-1', zone: 'us-east-1a' },
  {
    target: registered('i-02', 'unhealthy', { port: 8080, reason: 'Target.Timeout' }),
    name: 'web-10',
    zone: 'us-east-1b',
  },
  { target: registered('10.0.1.9', 'draining', { port: 80 }), zone: 'us-east-1a' },
  { target: registered('10.0.1.10', 'unhealthy.draining', { port: 80 }), zone: 'us-east-1b' },
  { target: registered('192.168.0.1', 'initial', { port: 80, availabilityZone: 'all' }), zone: 'all' },
  { target: registered(`${FUNCTION_ARN}:live`, 'unavailable') },
];

function found(text: string): string[] {
  const query = parseTargetFilter(text);
  if ('problem' in query) throw new Error(query.problem);
  return TARGETS.filter(query.matches).map(({ target }) => target.id.split(':').at(-1) ?? '');
}

test.each([
  ['state:unhealthy', ['i-02', '10.0.1.10']],
  ['state:unhealthy.draining', ['10.0.1.10']],
  ['state:draining', ['10.0.1.9']],
  ['-state:draining,unhealthy', ['i-01', '192.168.0.1', 'live']],
  ['reason:timeout', ['i-02']],
  ['reason:"no answer in time"', ['i-02']],
  ['zone:us-east-1a', ['i-01', '10.0.1.9']],
  ['zone:1a,1b', ['i-01', 'i-02', '10.0.1.9', '10.0.1.10']],
  ['port:80', ['i-01', '10.0.1.9', '10.0.1.10', '192.168.0.1']],
  ['name:web-1', ['i-01', 'i-02']],
  ['id:i-', ['i-01', 'i-02']],
  ['10.0. -state:draining', ['10.0.1.10']],
  ['10.0.1.9:80', ['10.0.1.9']],
  ['"orders:live"', ['live']],
  ['Target.Timeout', ['i-02']],
  ['healthy', ['i-01', 'i-02', '10.0.1.10']],
])('%s', (text, ids) => {
  expect(found(text)).toEqual(ids);
});

test.each([
  ['state:unhelthy', /“unhelthy” is no state\. Use healthy, unhealthy, .* or unavailable\./],
  ['az:us-east-1a', /There is no “az” to filter by\. Use state, reason, zone, port, id or name;/],
])('%s is answered with a sentence', (text, problem) => {
  expect(parseTargetFilter(text)).toEqual({ problem: expect.stringMatching(problem) as string });
});

describe('sorted', () => {
  const order = (key: ListedSort['key'], descending = false) =>
    sortTargets(TARGETS, { key, descending }).map(({ target }) => target.id.split(':').at(-1) ?? '');
  type ListedSort = Parameters<typeof sortTargets>[1];

  test.each<[ListedSort['key'], boolean, string[]]>([
    ['name', false, ['10.0.1.9', '10.0.1.10', '192.168.0.1', 'live', 'i-01', 'i-02']],
    ['id', false, ['10.0.1.9', '10.0.1.10', '192.168.0.1', 'live', 'i-01', 'i-02']],
    ['id', true, ['i-02', 'i-01', 'live', '192.168.0.1', '10.0.1.10', '10.0.1.9']],
    ['state', false, ['i-02', '10.0.1.10', 'live', '10.0.1.9', '192.168.0.1', 'i-01']],
    ['state', true, ['i-01', '192.168.0.1', '10.0.1.9', 'live', 'i-02', '10.0.1.10']],
    ['zone', false, ['192.168.0.1', 'i-01', '10.0.1.9', 'i-02', '10.0.1.10', 'live']],
    ['zone', true, ['i-02', '10.0.1.10', 'i-01', '10.0.1.9', '192.168.0.1', 'live']],
    ['port', false, ['i-01', '10.0.1.9', '10.0.1.10', '192.168.0.1', 'i-02', 'live']],
    ['port', true, ['i-02', 'i-01', '10.0.1.9', '10.0.1.10', '192.168.0.1', 'live']],
  ])('by %s, descending: %s', (key, descending, ids) => {
    expect(order(key, descending)).toEqual(ids);
  });

  it('says how', () => {
    expect(sortInWords({ key: 'state', descending: false })).toBe('state, worst first');
    expect(sortInWords({ key: 'id', descending: true })).toBe('ID, highest first');
  });

  const ANY = fc.record(
    {
      target: fc
        .record({ id: fc.oneof(fc.ipV4(), fc.string()), port: fc.option(fc.nat(3), { nil: undefined }) })
        .chain(({ id, port }) =>
          fc
            .constantFrom('healthy', 'unhealthy', 'initial', 'something.new')
            .map((state) => registered(id, state, port === undefined ? {} : { port })),
        ),
      name: fc.string({ maxLength: 2 }),
      zone: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: ['target'] },
  );
  const SORT = fc.record({ key: fc.constantFrom(...SORT_KEYS), descending: fc.boolean() });

  it('loses and doubles none, is the same when sorted again, and keeps equal ones in their order', () => {
    fc.assert(
      fc.property(fc.array(ANY), SORT, (targets, sort) => {
        const sorted = sortTargets(targets, sort);
        expect(new Set(sorted)).toEqual(new Set(targets));
        expect(sorted).toHaveLength(targets.length);
        expect(sortTargets(sorted, sort)).toEqual(sorted);
        // Turned round twice, only what is equal could have changed places.
        const back = sortTargets(sortTargets(sorted, { ...sort, descending: !sort.descending }), sort);
        expect(back).toEqual(sorted);
      }),
    );
  });
});
