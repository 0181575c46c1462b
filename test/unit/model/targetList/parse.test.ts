// Lists of targets as text: reading and writing are inverse, and every word has its place.
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, it, test } from 'vitest';
import type { TargetIdentity } from '../../../../src/model/target';
import { parseTargetList } from '../../../../src/model/targetList/parse';
import { formatTarget } from '../../../../src/model/targetList/targetText';

const PORT = fc.integer({ min: 1, max: 65535 });
const ZONE = fc.constantFrom('all', 'us-east-1a', 'us-east-1-bos-1a');
const NAME = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const HEX = fc.stringMatching(/^[0-9a-f]{1,17}$/);
const ADDRESS = fc.oneof(
  fc.ipV4(),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
    .map((parts) => new ipaddr.IPv6(parts).toRFC5952String()),
);
const TARGET: fc.Arbitrary<TargetIdentity> = fc.oneof(
  fc.record({ id: HEX.map((digits) => `i-${digits}`), port: PORT }, { requiredKeys: ['id'] }),
  fc.record({ id: ADDRESS, port: PORT, availabilityZone: ZONE }, { requiredKeys: ['id'] }),
  fc.record(
    {
      id: fc
        .tuple(NAME, HEX)
        .map(
          ([name, id]) =>
            `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/${name}/${id}`,
        ),
      port: PORT,
    },
    { requiredKeys: ['id'] },
  ),
  fc.tuple(NAME, fc.constantFrom('', ':live', ':7', ':$LATEST')).map(([name, qualifier]) => ({
    id: `arn:aws:lambda:us-east-1:111122223333:function:${name}${qualifier}`,
  })),
);
const TYPE = fc.constantFrom('instance' as const, 'ip' as const, 'lambda' as const, 'alb' as const);

test('reading is the inverse of writing, whatever stands between and behind the targets', () => {
  const end = fc.constantFrom('\n', '\r\n', ', ', '  # healthy · a, b\n', '\n\n# x\n');
  fc.assert(
    fc.property(TYPE, fc.array(fc.tuple(TARGET, end)), (type, parts) => {
      const text = parts.map(([target, separator]) => `${formatTarget(target)}${separator}`).join('');
      const read = parseTargetList(text, type).flatMap(({ targets }) => targets);
      expect(read).toEqual(parts.map(([target]) => target));
    }),
  );
});

test('every word is where it says, and says targets or a sentence', () => {
  fc.assert(
    fc.property(TYPE, fc.string({ unit: 'grapheme', maxLength: 200 }), (type, text) => {
      const lines = text.split(/\r\n|\r|\n/);
      for (const { line, start, end, text: word, targets, problem } of parseTargetList(text, type)) {
        expect(lines[line - 1]!.slice(start, end)).toBe(word);
        expect(targets.length > 0).toBe(problem === undefined);
        expect(problem ?? 'A sentence.').toMatch(/\.$/);
      }
    }),
  );
});

test('the brackets and bullets of a list are no words', () => {
  const words = parseTargetList('(\n- 10.0.1.5\n[ 10.0.1.6 ]', 'ip');
  expect(words.map(({ text }) => text)).toEqual(['10.0.1.5', '10.0.1.6']);
});

test.each([
  ['web-1', 'instance', /“web-1” is not the id of an instance\. Write it like i-/],
  ['i-0ABC', 'instance', /hexadecimal digits in small letters/],
  ['i-0abc:http', 'instance', /“http” is not a whole number from 1 to 65535/],
  ['i-0abc:80@', 'instance', /nothing follows the @/],
  ['10.0.1.300', 'instance', /each of the four numbers goes up to 255/],
  ['orders', 'lambda', /not the ARN of a Lambda function/],
  ['arn:aws:s3:::bucket', 'lambda', /neither the ARN of a Lambda function nor that of a load balancer/],
  ['shop', 'alb', /not the ARN of an Application Load Balancer/],
  ['web.example.com', 'ip', /names cannot be registered/],
] as const)('%s in a list of the type %s: %s', (text, type, sentence) => {
  expect(parseTargetList(text, type).map(({ problem }) => problem)).toEqual([
    expect.stringMatching(sentence),
  ]);
});

it('keeps the place of what comes before a comment on a line', () => {
  expect(parseTargetList('# head\n 10.0.1.5:80, 10.0.1.6 # 10.0.1.7', 'ip')).toMatchObject([
    { line: 2, start: 1, end: 12, text: '10.0.1.5:80' },
    { line: 2, start: 14, end: 22, text: '10.0.1.6' },
  ]);
});
