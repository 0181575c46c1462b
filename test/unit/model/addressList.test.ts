// What people paste, read and written.
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it, test } from 'vitest';
import { formatAddress, parseAddressList } from '../../../src/model/addressList';
import type { TargetIdentity } from '../../../src/model/target';

const ZONE = fc.constantFrom('all', 'us-east-1a', 'eu-central-1c', 'us-east-1-bos-1a');
const ADDRESS = fc.oneof(
  fc.ipV4(),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
    .map((parts) => new ipaddr.IPv6(parts).toRFC5952String()),
  fc.constantFrom('fd00::1', '::', '::1', '2600:1f18::a:0:0:1'),
);
const TARGET: fc.Arbitrary<TargetIdentity> = fc.record(
  { id: ADDRESS, port: fc.integer({ min: 1, max: 65535 }), availabilityZone: ZONE },
  { requiredKeys: ['id'] },
);

function targets(text: string): TargetIdentity[] {
  const { entries, mistakes } = parseAddressList(text);
  expect(mistakes).toEqual([]);
  return entries.map(({ target }) => target);
}

function onlyMistake(text: string): string {
  const { entries, mistakes } = parseAddressList(text);
  expect(entries).toEqual([]);
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]!.text).toBe(text);
  return mistakes[0]!.problem;
}

test.each<[string, TargetIdentity, string?]>([
  ['10.0.1.5', { id: '10.0.1.5' }],
  ['10.0.1.5:8080', { id: '10.0.1.5', port: 8080 }],
  ['10.0.1.5:1', { id: '10.0.1.5', port: 1 }],
  ['10.0.1.5:65535', { id: '10.0.1.5', port: 65535 }],
  ['10.0.1.5:8080@us-east-1a', { id: '10.0.1.5', port: 8080, availabilityZone: 'us-east-1a' }],
  ['10.0.1.5@all', { id: '10.0.1.5', availabilityZone: 'all' }],
  ['fd00::1', { id: 'fd00::1' }],
  ['fd00::1@all', { id: 'fd00::1', availabilityZone: 'all' }],
  ['[fd00::1]:80', { id: 'fd00::1', port: 80 }],
  ['[fd00::1]:80@all', { id: 'fd00::1', port: 80, availabilityZone: 'all' }],
  ['[fd00::1]', { id: 'fd00::1' }, 'fd00::1'],
  ['FD00:0:0::0001', { id: 'fd00::1' }, 'fd00::1'],
  // Without brackets the last group is a part of the address, never a port.
  ['fd00::1:80', { id: 'fd00::1:80' }],
])('reads %s', (text, target, written = text) => {
  expect(targets(text)).toEqual([target]);
  expect(formatAddress(target)).toBe(written);
});

const PORT = { port: 8080 };
const ZONE_A = { availabilityZone: 'us-east-1a' };

test.each<[string, TargetIdentity[]]>([
  ['10.0.1.9-11', [{ id: '10.0.1.9' }, { id: '10.0.1.10' }, { id: '10.0.1.11' }]],
  ['10.0.1.255-10.0.2.0', [{ id: '10.0.1.255' }, { id: '10.0.2.0' }]],
  [
    '10.0.1.9–10:8080',
    [
      { id: '10.0.1.9', ...PORT },
      { id: '10.0.1.10', ...PORT },
    ],
  ],
  ['10.0.1.9-9', [{ id: '10.0.1.9' }]],
  ['10.0.1.4/31:8080@us-east-1a', ['10.0.1.4', '10.0.1.5'].map((id) => ({ id, ...PORT, ...ZONE_A }))],
  ['10.0.1.5/32', [{ id: '10.0.1.5' }]],
  ['fd00::5/128', [{ id: 'fd00::5' }]],
  ['fd00::9-b', [{ id: 'fd00::9' }, { id: 'fd00::a' }, { id: 'fd00::b' }]],
  [
    '[fd00::1-fd00::2]:8080',
    [
      { id: 'fd00::1', ...PORT },
      { id: 'fd00::2', ...PORT },
    ],
  ],
  ['http://10.0.1.5:8080/', [{ id: '10.0.1.5', ...PORT }]],
  ['https://user:secret@10.0.1.5/health?deep=1', [{ id: '10.0.1.5' }]],
  ['http://[fd00::1]:8080/health', [{ id: 'fd00::1', ...PORT }]],
  ['[10.0.1.5]', [{ id: '10.0.1.5' }]],
  ['["10.0.1.5", "10.0.1.6:8080"]', [{ id: '10.0.1.5' }, { id: '10.0.1.6', ...PORT }]],
  ['[10.0.1.5, 10.0.1.6]', [{ id: '10.0.1.5' }, { id: '10.0.1.6' }]],
  ['[fd00::1, fd00::2]', [{ id: 'fd00::1' }, { id: 'fd00::2' }]],
  ['(10.0.1.5) {10.0.1.6} <10.0.1.7>', [{ id: '10.0.1.5' }, { id: '10.0.1.6' }, { id: '10.0.1.7' }]],
])('reads %s', (text, expected) => {
  expect(targets(text)).toEqual(expected);
});

test('a block has all its addresses, each of it told as one of several', () => {
  const { entries, mistakes } = parseAddressList('10.0.1.0/24, 10.0.2.1');
  expect(mistakes).toEqual([]);
  expect(entries).toHaveLength(257);
  expect(entries[255]).toEqual({
    text: '10.0.1.0/24',
    line: 1,
    target: { id: '10.0.1.255' },
    isOfRange: true,
  });
  expect(entries[256]).toEqual({ text: '10.0.2.1', line: 1, target: { id: '10.0.2.1' } });
});

test('entries are apart by commas, semicolons, white space and lines of every system; # starts a comment', () => {
  const { entries, mistakes } = parseAddressList(
    '# web\r\n10.0.0.1, 10.0.0.2;10.0.0.3\t10.0.0.4\r10.0.0.5 # 10.0.0.9, 10.0.0.10\n\n,;\u00a010.0.0.6#x\n',
  );
  expect(mistakes).toEqual([]);
  expect(entries.map(({ text, line }) => `${line} ${text}`)).toEqual([
    '2 10.0.0.1',
    '2 10.0.0.2',
    '2 10.0.0.3',
    '2 10.0.0.4',
    '3 10.0.0.5',
    '5 10.0.0.6',
  ]);
});

describe('mistakes', () => {
  test.each([
    ['10.0.1.300', 'each of the four numbers goes up to 255'],
    ['10.0.1', 'exactly four numbers'],
    ['10', 'exactly four numbers'],
    ['167772421', 'exactly four numbers'],
    ['10.0.1.5.6', 'exactly four numbers'],
    ['10..1.5', 'exactly four numbers'],
    ['10.0.1.', 'exactly four numbers'],
    ['10.0.01.5', 'leading zeros'],
    ['010.0.1.5', 'leading zeros'],
    ['0x0a.0.1.5', 'four decimal numbers'],
    ['web.example.com', 'names cannot be registered'],
    ['i-0abc', 'names cannot be registered'],
    ['10.0.1.0/33', 'a block is an address, a slash and the number of its bits'],
    ['10.0.1.300/28', 'a block is an address, a slash'],
    ['10.0.2.0/23', 'it stands for 512 addresses, and one range may stand for 256 at most'],
    ['fd00::/64', 'it stands for 18,446,744,073,709,551,616 addresses'],
    ['10.0.0.1-10.0.1.1', 'it stands for 257 addresses'],
    ['10.0.1.5/24', 'write 10.0.1.5 for the address alone, or 10.0.1.0/24 for the whole block'],
    ['fd00::5/124', 'write fd00::5 for the address alone, or fd00::/124 for the whole block'],
    ['10.0.1.20-10', 'the range ends before it begins'],
    ['10.0.1.20-300', 'four decimal numbers'],
    ['10.0.1.10-fd00::1', 'four decimal numbers'],
    ['10.0.1.10-20-30', 'four decimal numbers'],
    [':80', 'there is no address'],
    ['@all', 'there is no address'],
    ['fd00:::1', 'eight groups'],
    ['1:2:3', 'eight groups'],
    ['fe80::1%eth0', 'without a %'],
    ['10.0.1.5:0', '“0” is not a whole number from 1 to 65535'],
    ['10.0.1.5:65536', '“65536” is not'],
    ['10.0.1.5:', '“” is not'],
    ['10.0.1.5:080', 'without leading zeros'],
    ['10.0.1.5:http', '“http” is not'],
    ['10.0.1.5:80:90', '“80:90” is not'],
    ['10.0.1.5:-1', '“-1” is not'],
    ['10.0.1.5:8e1', '“8e1” is not'],
    ['[fd00::1]:99999', '“99999” is not'],
    ['[10.0.1.5]:80', 'brackets, which are for IPv6'],
    ['10.0.1.5@', 'nothing follows the @'],
    ['10.0.1.5:80@a@b', '“a@b” is not the name'],
    ['10.0.1.5@us_east', '“us_east” is not the name'],
  ])('%s: %s', (text, cause) => {
    const problem = onlyMistake(text);
    expect(problem).toContain(`“${text}”`);
    expect(problem).toContain(cause);
    expect(problem).toMatch(/Write it like \S+/);
  });

  it('says the whole of it in two sentences', () => {
    expect(onlyMistake('10.0.1.300')).toBe(
      '“10.0.1.300” is not an IP address: each of the four numbers goes up to 255. Write it like 10.0.1.5 or 10.0.1.5:8080.',
    );
  });

  it('reads a list in quotes, as it is copied from code', () => {
    const { entries, mistakes } = parseAddressList(`"10.0.1.5", '10.0.1.6:80'`);
    expect(entries.map(({ target }) => formatAddress(target))).toEqual(['10.0.1.5', '10.0.1.6:80']);
    expect(mistakes).toEqual([]);
  });

  it('names no line for what is twice on one', () => {
    expect(parseAddressList('10.0.1.5,10.0.1.5').mistakes.map(({ problem }) => problem)).toEqual([
      '“10.0.1.5” is in the list twice. Remove one of the two.',
    ]);
  });

  it('finds what is in the list twice, however it is spelled, and says where it is first', () => {
    const { entries, mistakes } = parseAddressList('[fd00::1]:80\n10.0.0.1\n\n[FD00:0::1]:80, 10.0.0.1');
    expect(entries.map(({ line }) => line)).toEqual([1, 2]);
    expect(mistakes.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
      '4 “[FD00:0::1]:80” is in the list twice: it is on line 1 already. Remove one of the two.',
      '4 “10.0.0.1” is in the list twice: it is on line 2 already. Remove one of the two.',
    ]);
  });

  it('takes another port or another zone for another target', () => {
    expect(targets('10.0.0.1 10.0.0.1:80 10.0.0.1:81 10.0.0.1:80@all')).toHaveLength(4);
  });

  it('counts what a range repeats', () => {
    const { entries, mistakes } = parseAddressList('10.0.0.2\n10.0.0.1-3\n10.0.0.3-4');
    expect(entries.map(({ target }) => target.id)).toEqual(['10.0.0.2', '10.0.0.1', '10.0.0.3', '10.0.0.4']);
    expect(mistakes.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
      '2 Of the 3 addresses of “10.0.0.1-3”, 1 is in the list twice: it is on line 1 already. Remove one of the two.',
      '3 Of the 2 addresses of “10.0.0.3-4”, 1 is in the list twice: it is on line 2 already. Remove one of the two.',
    ]);
  });

  it('takes a dash that stands alone for a bullet in front, else for a mistake', () => {
    expect(targets('- 10.0.0.1\n* 10.0.0.2')).toEqual([{ id: '10.0.0.1' }, { id: '10.0.0.2' }]);
    const { entries, mistakes } = parseAddressList('10.0.0.1 - 10.0.0.9');
    expect(entries).toHaveLength(2);
    expect(mistakes.map(({ problem }) => problem)).toEqual([
      '“-” is not an IP address: a range is written without blanks, like 10.0.1.10-10.0.1.20. Write it like 10.0.1.5 or 10.0.1.5:8080.',
    ]);
  });

  it('goes on after a mistake, and quotes a long one by its beginning', () => {
    const { entries, mistakes } = parseAddressList(`${'x'.repeat(500)} 10.0.0.1`);
    expect(entries).toHaveLength(1);
    expect(mistakes[0]!.text).toHaveLength(500);
    expect(mistakes[0]!.problem.length).toBeLessThan(250);
  });
});

describe('properties', () => {
  it('what is written is read back', () => {
    fc.assert(
      fc.property(TARGET, (target) => {
        expect(targets(formatAddress(target))).toEqual([target]);
      }),
    );
  });

  it('a list is read back in its order', () => {
    const lists = fc.uniqueArray(TARGET, { selector: formatAddress, maxLength: 30 });
    const separator = fc.constantFrom('\n', ', ', ';', '\t', ' # comment\n');
    fc.assert(
      fc.property(lists, separator, (list, between) => {
        expect(targets(list.map(formatAddress).join(between))).toEqual(list);
      }),
    );
  });

  it('reads any text without throwing, and every piece is either an entry or a mistake', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...'0123456789abcdef.:[]@/%x#,; \n'.split('')) }),
        TARGET.map(formatAddress),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join(' ');
        const { entries, mistakes } = parseAddressList(text);
        const words = text
          .split(/\r\n|\r|\n/)
          .map((line) => line.split('#')[0]!)
          .join(' ')
          .split(/[\s,;"'`]+/)
          .filter((word) => word !== '' && !/^([[\](){}<>]+|[-*•])$/.test(word));
        const read = new Set([...entries, ...mistakes].map((each) => each.text));
        expect(words.filter((word) => !read.has(word))).toEqual([]);
        // What is taken for an address can be written and read again.
        for (const { target } of entries) expect(targets(formatAddress(target))).toEqual([target]);
      }),
    );
  });
});
