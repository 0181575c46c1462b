// Reading of addresses, and whether they are within a block.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { isWithin, parseIpAddress } from '../../../src/model/ipAddress';

test.each([
  '',
  '10',
  '10.1',
  '10.0.1',
  '010.0.0.1',
  '0x0a.0.0.1',
  '10.0.0.256',
  '::1%lo',
  '[::1]',
  ' ::1',
  '1::2::3',
])('“%s” is no address', (text) => {
  expect(parseIpAddress(text)).toBeUndefined();
});

test.each([
  ['10.0.0.1', ['10.0.0.0/8'], true],
  ['10.0.0.1', ['10.0.0.1/32'], true],
  ['10.0.0.1', ['11.0.0.0/8', '10.0.0.2/31', '10.0.0.0/31'], true],
  ['10.0.0.1', ['11.0.0.0/8'], false],
  ['10.0.0.1', ['::/0'], false],
  ['fd00::1', ['0.0.0.0/0'], false],
  ['fd00::1', ['fd00::/64'], true],
  ['fd00::1', ['fd01::/64'], false],
  ['10.0.0.1', ['nonsense', '', '10.0.0.0/99', '10.0.0.0/8'], true],
  ['10.0.0.1', [], false],
])('%s within %j: %s', (text, blocks, within) => {
  expect(isWithin(parseIpAddress(text)!, blocks)).toBe(within);
});

it('gives one spelling that is read as the same again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseIpAddress(text)!;
      expect(parseIpAddress(address.text)).toEqual(address);
      expect(address.family).toBe(text.includes(':') ? 'ipv6' : 'ipv4');
    }),
  );
});
