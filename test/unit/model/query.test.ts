// Queries over any kind of thing: what they match, and what is said of those that cannot be read.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { contains, equals, parseQuery, type QueryLanguage } from '../../../src/model/query';

interface Fruit {
  readonly name: string;
  readonly color: string;
}

const LANGUAGE: QueryLanguage<Fruit> = {
  keys: {
    color: {
      has: ({ color }, wanted) => equals(color, wanted),
      example: 'color:red',
      values: ['red', 'green'],
    },
    name: { has: ({ name }, wanted) => contains(name, wanted), example: 'name:app' },
  },
  texts: ({ name, color }) => [name, color],
};
const FRUITS: Fruit[] = [
  { name: 'Apple', color: 'red' },
  { name: 'Green Apple', color: 'green' },
  { name: 'Pear, ripe', color: 'green' },
  { name: 'fd00::1', color: 'red' },
  { name: '10.0.1.5:80', color: 'green' },
];

function found(text: string): string[] {
  const query = parseQuery(text, LANGUAGE);
  if ('problem' in query) throw new Error(query.problem);
  return FRUITS.filter(query.matches).map(({ name }) => name);
}

test.each([
  ['', FRUITS.map(({ name }) => name)],
  ['  ', FRUITS.map(({ name }) => name)],
  ['apple', ['Apple', 'Green Apple']],
  ['APPLE green', ['Green Apple']],
  ['"green apple"', ['Green Apple']],
  ['apple,pear', ['Apple', 'Green Apple', 'Pear, ripe']],
  ['"pear, ripe"', ['Pear, ripe']],
  ['color:red', ['Apple', 'fd00::1']],
  ['Color:RED', ['Apple', 'fd00::1']],
  ['color:red,green name:apple', ['Apple', 'Green Apple']],
  ['color:red,', ['Apple', 'fd00::1']],
  ['name:"green apple"', ['Green Apple']],
  ['-color:green', ['Apple', 'fd00::1']],
  ['-apple color:green', ['Pear, ripe', '10.0.1.5:80']],
  ['-"green apple" apple', ['Apple']],
  ['fd00::1', ['fd00::1']],
  ['10.0.1.5:80', ['10.0.1.5:80']],
  ['"10.0.1.5:80"', ['10.0.1.5:80']],
  ['nothing', []],
])('%s', (text, names) => {
  expect(found(text)).toEqual(names);
});

describe('what cannot be read is said in a sentence', () => {
  test.each([
    [
      'colour:red',
      'There is no “colour” to filter by. Use color or name; or put it in quotes, like "colour:red", to look for the words.',
    ],
    ['color:', 'Nothing follows “color:”. Write it like color:red.'],
    ['name:,', 'Nothing follows “name:”. Write it like name:app.'],
    ['name:""', 'Nothing follows “name:”. Write it like name:app.'],
    ['color:blue', '“blue” is no color. Use red or green.'],
    ['apple "gre', 'The quote in “"gre” is not closed. Add a " where it ends.'],
    ['-', 'Nothing is left of “” to look for. Type a word.'],
    ['apple ,', 'Nothing is left of “,” to look for. Type a word.'],
  ])('%s', (text, problem) => {
    expect(parseQuery(text, LANGUAGE)).toEqual({ problem });
  });
});

describe('properties', () => {
  const WORD = fc.string({ unit: fc.constantFrom(...'aAbp é.-0:,'.split('')), minLength: 1, maxLength: 5 });
  const FRUIT = fc.record({ name: WORD, color: fc.constantFrom('red', 'green') });
  /** In quotes nothing but a quote has a meaning. */
  const TERM = fc
    .record({
      key: fc.constantFrom('', 'name:'),
      word: WORD.filter((word) => word !== ''),
      negated: fc.boolean(),
    })
    .map(({ key, word, negated }) => `${negated ? '-' : ''}${key}"${word}"`);
  const matcher = (text: string) => {
    const query = parseQuery(text, LANGUAGE);
    if ('problem' in query) throw new Error(query.problem);
    return query.matches;
  };

  it('terms must all hold, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(TERM, { maxLength: 4 }), FRUIT, (terms, fruit) => {
        const each = terms.every((term) => matcher(term)(fruit));
        expect(matcher(terms.join(' '))(fruit)).toBe(each);
        expect(matcher([...terms].reverse().join('  '))(fruit)).toBe(each);
      }),
    );
  });

  it('a - turns a term round', () => {
    fc.assert(
      fc.property(TERM, FRUIT, (term, fruit) => {
        const turned = term.startsWith('-') ? term.slice(1) : `-${term}`;
        expect(matcher(turned)(fruit)).toBe(!matcher(term)(fruit));
      }),
    );
  });

  it('a thing is found by any part of its text, in quotes', () => {
    fc.assert(
      fc.property(FRUIT, fc.nat(4), fc.nat(4), (fruit, start, length) => {
        const part = fruit.name.slice(start, start + length + 1);
        fc.pre(part !== '');
        expect(matcher(`"${part}"`)(fruit)).toBe(true);
        expect(matcher(`name:"${part}"`)(fruit)).toBe(true);
      }),
    );
  });

  it('anything is either read or answered with a sentence', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'nam:e"-, cor1'.split('')) }),
    );
    fc.assert(
      fc.property(text, FRUIT, (typed, fruit) => {
        const query = parseQuery(typed, LANGUAGE);
        if ('problem' in query) expect(query.problem).toMatch(/\.$/);
        else expect(typeof query.matches(fruit)).toBe('boolean');
      }),
    );
  });
});
