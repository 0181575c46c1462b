// The tour of the product's calls through each kind of connection: list, register, deregister.
import dns from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../src/aws/index';
import type { Connection } from '../../../src/model/connection';
import { isolatedAwsFiles, KEYS } from '../support/awsFiles';
import { problemOf } from '../support/problems';
import { TestEmulator } from '../support/testEmulator';

const files = isolatedAwsFiles();
let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await TestEmulator.start();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const PROFILE: Connection = { kind: 'profile', profile: 'web', region: 'us-east-1' };
const OPTIONS = { priority: 'user' } as const;

async function open(connection: Connection) {
  return connect({ connection, emulatorEndpoint: emulator.url, admit: () => Promise.resolve() });
}

/** The address before, among the targets that were registered, and its state after its deregistration. */
async function tour(
  connection: Connection,
): Promise<{ before: boolean; after: string | undefined; endpoint: string | undefined }> {
  const cloud = await open(connection);
  try {
    const groups = [];
    for await (const page of cloud.targetGroups(OPTIONS)) groups.push(...page);
    const group = groups.find(({ name }) => name === 'payments-api');
    if (group === undefined) throw new Error('The list lacks the group');
    const target = { id: '10.0.1.50', port: 8080 };
    await cloud.registerTargets(group.arn, [target], OPTIONS);
    const listed = (await cloud.targetHealth(group.arn, OPTIONS)).find(({ id }) => id === target.id);
    if (listed !== undefined) await cloud.deregisterTargets(group.arn, [listed], OPTIONS);
    const after = (await cloud.targetHealth(group.arn, OPTIONS)).find(({ id }) => id === target.id);
    await cloud.identity(OPTIONS);
    return { before: listed !== undefined, after: after?.health.state, endpoint: cloud.endpoint };
  } finally {
    cloud.close();
  }
}

const arrives = () => ({ before: true, after: 'draining', endpoint: emulator.url });

describe('the tour works', () => {
  it('on the emulator’s own connection', async () => {
    expect(await tour({ kind: 'emulator', region: 'us-east-1' })).toEqual(arrives());
  });

  it('through a profile with endpoint_url', async () => {
    await files.config(`[profile web]\nregion = us-east-1\nendpoint_url = ${emulator.url}\n${KEYS}`);
    expect(await tour(PROFILE)).toEqual(arrives());
  });

  it('through a profile with a services section', async () => {
    const section = ['elastic_load_balancing_v2', 'sts']
      .map((service) => `${service} =\n  endpoint_url = ${emulator.url}\n`)
      .join('');
    await files.config(`[profile web]\nservices = local\n${KEYS}[services local]\n${section}`);
    expect(await tour(PROFILE)).toEqual(arrives());
  });

  it('through AWS_ENDPOINT_URL', async () => {
    process.env.AWS_ENDPOINT_URL = emulator.url;
    await files.credentials(`[web]\n${KEYS}`);
    expect(await tour(PROFILE)).toEqual(arrives());
  });

  it('with the credentials of the environment', async () => {
    process.env.AWS_ENDPOINT_URL = emulator.url;
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    process.env.AWS_SECRET_ACCESS_KEY = 'example';
    expect(await tour({ ...PROFILE, profile: 'default' })).toEqual(arrives());
  });
});

describe('a connection', () => {
  it('names the profile that other tools have to name, and none for the credentials of the environment', async () => {
    const profileOf = async (connection: Parameters<typeof open>[0]) => {
      const cloud = await open(connection);
      cloud.close();
      return cloud.profile;
    };
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    expect(await profileOf({ ...PROFILE, profile: 'default' })).toBeUndefined();
    await files.config(`[default]\n${KEYS}[profile web]\n${KEYS}`);
    expect(await profileOf({ ...PROFILE, profile: 'default' })).toBe('default');
    expect(await profileOf(PROFILE)).toBe('web');
    expect(await profileOf({ kind: 'emulator', region: 'us-east-1' })).toBeUndefined();
  });

  it('asks in its own Region, whatever the profile’s', async () => {
    await files.config(`[profile web]\nregion = us-east-1\nendpoint_url = ${emulator.url}\n${KEYS}`);
    const cloud = await open({ ...PROFILE, region: 'eu-west-1' });
    await cloud.targetGroups(OPTIONS)[Symbol.asyncIterator]().next();
    await cloud.identity(OPTIONS);
    cloud.close();
    expect((await emulator.requests()).map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1']);
  });

  it('does not go where only the default profile points', async () => {
    // The name of the provider's own endpoint is looked up; the request goes no further.
    const hosts: string[] = [];
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((
      host: string,
      _options: unknown,
      done: (error: Error) => void,
    ) => {
      hosts.push(host);
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
    }) as unknown as typeof dns.lookup);
    await files.config(
      `[default]\nendpoint_url = ${emulator.url}\n[profile web]\nregion = us-east-1\n${KEYS}`,
    );
    const cloud = await open(PROFILE);
    const problem = await problemOf(cloud.identity(OPTIONS));
    cloud.close();
    lookup.mockRestore();
    expect(cloud.endpoint).toBeUndefined();
    expect(new Set(hosts)).toEqual(new Set(['sts.us-east-1.amazonaws.com']));
    expect(await emulator.requests()).toEqual([]);
    expect(problem.kind).toBe('unreachable');
    expect(problem.message).toContain('the us-east-1 endpoint cannot be reached (ENOTFOUND)');
  });

  it('sends nothing when it is opened', async () => {
    const cloud = await open({ kind: 'emulator', region: 'us-east-1' });
    cloud.close();
    expect(await emulator.requests()).toEqual([]);
  });
});
