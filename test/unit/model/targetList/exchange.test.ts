// Targets in CSV and JSON: what is written can be read again, and mistakes are told with their place.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { RegisteredTarget } from '../../../../src/model/target';
import { formatCsv, parseCsv } from '../../../../src/model/targetList/csv';
import { formatFile, parseFile } from '../../../../src/model/targetList/exchange';
import { type JsonNode, membersOf, parseJson } from '../../../../src/model/targetList/jsonText';
import { GROUP_ARN, registered } from '../samples';

const TARGETS: readonly RegisteredTarget[] = [
  registered('10.0.1.5', 'healthy', { port: 80, availabilityZone: 'us-east-1a' }),
  registered('fd00::1', 'unhealthy', { port: 8080, reason: 'Target.Timeout' }),
  registered('10.0.1.7', 'draining', { port: 80 }),
];
const FIELD = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'é', '\u{1F600}'),
  maxLength: 8,
});

function mistakeOf(text: string, format: 'csv' | 'json'): string {
  const read = parseFile(text, format, 'ip');
  return 'mistake' in read ? `${read.mistake.line}:${read.mistake.column} ${read.mistake.problem}` : 'none';
}

function problems(text: string, format: 'csv' | 'json'): string[] {
  const read = parseFile(text, format, 'ip');
  if ('mistake' in read) throw new Error(read.mistake.problem);
  return read.words
    .filter(({ problem }) => problem !== undefined)
    .map(({ line, start, problem }) => `${line}:${start + 1} ${problem ?? ''}`);
}

describe('CSV', () => {
  test('every table is read as it was written', () => {
    const record = fc.array(FIELD, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(record), (table) => {
        const read = parseCsv(formatCsv(table));
        expect('records' in read && read.records.map((fields) => fields.map(({ text }) => text))).toEqual(
          table,
        );
      }),
    );
  });

  it('is as RFC 4180 has it', () => {
    expect(formatCsv([['a', 'b "c", d', 'e\nf']])).toBe('a,"b ""c"", d","e\nf"\r\n');
  });

  it('counts lines within quotes, and begins after a byte order mark', () => {
    const read = parseCsv('\uFEFF"a\r\nb",c\nd');
    expect('records' in read && read.records.flat()).toEqual([
      { line: 1, column: 1, text: 'a\r\nb' },
      { line: 2, column: 4, text: 'c' },
      { line: 3, column: 1, text: 'd' },
    ]);
  });

  test.each([
    ['id\n"10.0.1.5', /^2:1 The double quote that opens this field is never closed/],
    ['id\n10.0.1.5"', /^2:9 A double quote may stand only in a field/],
    ['id\n"10.0.1.5"x', /^2:11 After a closing double quote/],
  ])('%j is refused as a whole, with its place', (text, mistake) => {
    expect(mistakeOf(text, 'csv')).toMatch(mistake);
  });

  it('takes its columns in any order, and without a head id, port and zone', () => {
    const named = parseFile('name,port,id\nweb,81,10.0.1.5\n', 'csv', 'ip');
    const bare = parseFile('10.0.1.5,81,all\n\n10.0.1.6\n', 'csv', 'ip');
    expect('words' in named && named.words.flatMap(({ targets }) => targets)).toEqual([
      { id: '10.0.1.5', port: 81 },
    ]);
    expect('words' in bare && bare.words.flatMap(({ targets }) => targets)).toEqual([
      { id: '10.0.1.5', port: 81, availabilityZone: 'all' },
      { id: '10.0.1.6' },
    ]);
  });

  it('tells of a bad entry where it is', () => {
    expect(problems('id,port\n10.0.1.5,80\n10.0.1.300,80\n10.0.1.6,http\n', 'csv')).toEqual([
      expect.stringMatching(/^3:1 “10\.0\.1\.300” is not an IP address/),
      expect.stringMatching(/^4:1 “http” is not a port/),
    ]);
  });
});

describe('JSON', () => {
  function plain(node: JsonNode): unknown {
    const members = membersOf(node);
    if (members !== undefined)
      return Object.fromEntries([...members].map(([name, value]) => [name, plain(value)]));
    return Array.isArray(node.value) ? (node.value as readonly JsonNode[]).map(plain) : node.value;
  }

  test('is read as JSON.parse reads it, and refused where that refuses', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '{', ']', '\\', '0', ' '))
        .map(([json, at, put]) => {
          const place = at % (json.length + 1);
          return json.slice(0, place) + put + json.slice(place + 1);
        }),
    );
    fc.assert(
      fc.property(text, (json) => {
        const read = parseJson(json);
        let expected: unknown;
        try {
          expected = JSON.parse(json);
        } catch {
          expect(read).toHaveProperty('mistake');
          return;
        }
        expect('node' in read && JSON.stringify(plain(read.node))).toBe(JSON.stringify(expected));
      }),
    );
  });

  test.each([
    ['{"Targets": [\n  {"Id": "10.0.1.5",}\n]}', /^2:21 Here should be a name in double quotes/],
    ['[', /^1:2 The text ends here/],
    ['{"Groups": []}', /^1:1 Here should be a list of targets/],
  ])('%j is refused as a whole, with its place', (text, mistake) => {
    expect(mistakeOf(text, 'json')).toMatch(mistake);
  });

  it('takes a plain list too, and tells of a bad entry where it is', () => {
    expect(
      problems('["10.0.1.5:80",\n 7,\n {"Port": 80},\n {"Id": "10.0.1.6", "Port": "x"}]', 'json'),
    ).toEqual([
      expect.stringMatching(/^2:2 This is not a target/),
      expect.stringMatching(/^3:2 This target has no “Id”/),
      expect.stringMatching(/^4:9 “x” is not a port/),
    ]);
  });
});

test.each([
  ['csv', 'csv', 1],
  ['json', 'json', 0],
  ['health', 'json', 1],
] as const)('what is exported as %s can be imported; what drained is left out', (format, read, draining) => {
  const text = formatFile(format, GROUP_ARN, TARGETS, () => 'web, "1"');
  const file = parseFile(text, read, 'ip');
  expect('words' in file && file.words.flatMap(({ targets }) => targets)).toEqual([
    { id: '10.0.1.5', port: 80, availabilityZone: 'us-east-1a' },
    { id: 'fd00::1', port: 8080 },
  ]);
  expect(file).toMatchObject({ draining });
});

it('exports what aws elbv2 register-targets takes, and no other key', () => {
  expect(JSON.parse(formatFile('json', GROUP_ARN, TARGETS, () => undefined))).toEqual({
    TargetGroupArn: GROUP_ARN,
    Targets: [
      { Id: '10.0.1.5', Port: 80, AvailabilityZone: 'us-east-1a' },
      { Id: 'fd00::1', Port: 8080 },
    ],
  });
});
