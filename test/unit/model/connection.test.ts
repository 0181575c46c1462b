// Connections as a person may have typed them into the setting.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  connectionId,
  connectionLabel,
  parseConnections,
  type Connection,
} from '../../../src/model/connection';

const PROD: Connection = { kind: 'profile', profile: 'prod', region: 'eu-west-1' };
const EMULATOR: Connection = { kind: 'emulator', region: 'us-east-1' };

test.each<[Connection, string, string]>([
  [PROD, 'profile:prod@eu-west-1', 'prod · eu-west-1'],
  [EMULATOR, 'emulator@us-east-1', 'Emulator'],
])('%j is %s, labelled %s', (connection, id, label) => {
  expect(connectionId(connection)).toBe(id);
  expect(connectionLabel(connection)).toBe(label);
});

describe('the setting', () => {
  it('is a list of connections in its order, each once', () => {
    expect(parseConnections([PROD, { kind: 'emulator' }, { ...PROD, extra: 1 }, EMULATOR])).toEqual({
      connections: [PROD, EMULATOR],
      problems: [],
    });
  });

  it('may be absent', () => {
    expect(parseConnections(undefined)).toEqual({ connections: [], problems: [] });
  });

  test.each([null, 'prod', {}, 1])('%j is not a list', (setting) => {
    expect(parseConnections(setting)).toEqual({ connections: [], problems: ['The setting is not a list.'] });
  });

  test.each([
    [null, 'is not an object'],
    ['prod', 'is not an object'],
    [{}, 'has no "kind"'],
    [{ kind: 'Profile', profile: 'prod', region: 'x' }, 'has no "kind"'],
    [{ kind: 'profile', region: 'eu-west-1' }, 'names no "profile"'],
    [{ kind: 'profile', profile: '', region: 'eu-west-1' }, 'names no "profile"'],
    [{ kind: 'profile', profile: 'prod' }, 'names no "region"'],
    [{ kind: 'profile', profile: 'prod', region: 7 }, 'names no "region"'],
  ])('with %j keeps the other entries and says which is wrong', (entry, problem) => {
    const { connections, problems } = parseConnections([PROD, entry]);
    expect(connections).toEqual([PROD]);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^Entry 2 ${problem}.*\\.$`))]);
  });

  test.each([undefined, '', 5])('an emulator with the region %j is in its own', (region) => {
    expect(parseConnections([{ kind: 'emulator', region }]).connections).toEqual([EMULATOR]);
  });
});

it('reads anything without throwing; what it returns is read back as it is', () => {
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { kind: fc.constantFrom('profile', 'emulator'), profile: fc.string(), region: fc.string() },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.array(entry)), (setting) => {
      const { connections, problems } = parseConnections(setting);
      expect(parseConnections(connections)).toEqual({ connections, problems: [] });
      if (Array.isArray(setting))
        expect(connections.length + problems.length).toBeLessThanOrEqual(setting.length);
    }),
  );
});
