// Reading of addresses, and whether they are within a block.
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, it, test } from 'vitest';
import { addressAt, isInBlock, isWithin, parseBlock, parseIpAddress } from '../../../src/model/ipAddress';

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

const ADDRESS = fc.oneof(fc.ipV4(), fc.ipV6());

it('is found again by its number', () => {
  fc.assert(
    fc.property(ADDRESS, (text) => {
      const address = parseIpAddress(text)!;
      expect(addressAt(address.family, address.value)).toEqual(address);
    }),
  );
});

it('is in a block exactly when its first bits are those of the block', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (text, base, bits) => {
      const expected = ipaddr.IPv4.parse(text).match(ipaddr.IPv4.parse(base), bits);
      expect(isInBlock(parseIpAddress(text)!, parseBlock(`${base}/${bits}`)!)).toBe(expected);
    }),
  );
});
