// The door to the map of addresses and to the open listeners: what is where, and a service of one's own behind them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KnownAddress } from '../../../src/emulator/knownAddresses';
import type { OpenListener } from '../../../src/emulator/openListeners';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const addresses = async () => (await aws.door('GET', '/addresses')) as KnownAddress[];
const put = async (map: object, query = '') =>
  (await aws.door('PUT', `/addresses${query}`, map)) as KnownAddress[];
const at = (known: KnownAddress[], address: string, port?: number) =>
  known.find((each) => each.address === address && each.port === port);

describe('the addresses', () => {
  it('are those of instances and of the scenario, with how they answer', async () => {
    const instance = aws.emulator.world().instances[0];
    expect(at(await addresses(), instance?.privateAddress ?? '')).toEqual({
      region: 'us-east-1',
      address: instance?.privateAddress,
      answers: '200',
      owner: instance?.id,
    });
    for (const [address] of aws.emulator.world().addresses) {
      expect((await addresses()).map((each) => each.address)).toContain(address);
    }
  });

  it('are changed, told in the answer, and taken back with null', async () => {
    const changed = await put({
      '10.0.1.50': 'timeout',
      '10.0.1.51:8080': 503,
      '[fd00::1]:80': 'localhost:3000',
    });
    expect(at(changed, '10.0.1.50')).toMatchObject({ answers: 'timeout' });
    expect(at(changed, '10.0.1.51', 8080)).toMatchObject({ port: 8080, answers: '503' });
    expect(at(changed, 'fd00::1', 80)).toMatchObject({ answers: 'localhost:3000', local: 'localhost:3000' });
    const less = await put({ '10.0.1.51:8080': null });
    expect(at(less, '10.0.1.51', 8080)).toBeUndefined();
    expect(at(less, '10.0.1.50')).toBeDefined();
  });

  it('are of the Region that is named', async () => {
    await put({ '10.9.9.9': 404 }, '?region=eu-west-1');
    expect(at(await addresses(), '10.9.9.9')).toMatchObject({ region: 'eu-west-1', answers: '404' });
    expect(aws.emulator.world().addresses.has('10.9.9.9')).toBe(false);
  });

  it('of an instance go before what the instance says', async () => {
    const { privateAddress = '', id } = aws.emulator.world().instances[0] ?? {};
    const changed = await put({ [privateAddress]: 'refuses', [`${privateAddress}:81`]: 404 });
    expect(at(changed, privateAddress)).toMatchObject({ answers: 'refuses', owner: id });
    expect(at(changed, privateAddress, 81)).toMatchObject({ answers: '404', owner: id });
    await aws.door('POST', '/reset');
    expect(at(await addresses(), privateAddress)).toMatchObject({ answers: '200', owner: id });
  });

  it.each([
    [{ 'example.org': 200 }, 'example.org is not an IP address'],
    [{ '10.0.1.50:0': 200 }, '10.0.1.50:0 is not'],
    [{ '10.0.1.50': 'perhaps' }, '10.0.1.50 must be null, a status'],
    [{ '10.0.1.50': { status: 200 } }, '10.0.1.50 must be null, a status'],
  ])('%j are refused in a sentence', async (map, sentence) => {
    const before = await addresses();
    expect((await failure(aws.door('PUT', '/addresses', map))).message).toContain(sentence);
    expect(await addresses()).toEqual(before);
  });

  it('in a place that is no Region are refused', async () => {
    const refused = failure(aws.door('PUT', '/addresses?region=moon', { '10.0.1.50': 200 }));
    expect((await refused).message).toContain("'moon' is not a Region");
  });
});

describe('the listeners', () => {
  it('are listed with the loopback address of each, and answer there', async () => {
    const listeners = (await aws.door('GET', '/listeners')) as OpenListener[];
    const web = listeners.find(({ loadBalancer, port }) => loadBalancer === 'shop-web' && port === 80);
    expect(web).toMatchObject({ region: 'us-east-1', protocol: 'HTTP' });
    expect(web?.listenerArn).toContain(':listener/app/shop-web/');
    expect(web?.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(web?.endpoint ?? '')).status).toBe(200);
  });

  it('lead to a service of one’s own where an address is mapped to it, until it is taken back', async () => {
    const service = createServer((_request, response) => response.end('mine')).listen(0, '127.0.0.1');
    await new Promise((resolve) => service.once('listening', resolve));
    const local = `127.0.0.1:${(service.address() as AddressInfo).port}`;
    const { targets = [] } =
      aws.emulator.world().targetGroups.find(({ name }) => name === 'checkout-web') ?? {};
    const behind = aws.emulator.world().instances.filter(({ id }) => targets.some((each) => each.id === id));
    const mapOf = (answers: string | null) =>
      Object.fromEntries(behind.map(({ privateAddress }) => [privateAddress, answers]));
    const [{ endpoint } = { endpoint: '' }] = aws.emulator.listeners().filter(({ port }) => port === 80);
    const text = async () => (await fetch(endpoint)).text();
    expect(await text()).not.toBe('mine');
    await put(mapOf(local));
    expect(await text()).toBe('mine');
    await put(mapOf(null));
    expect(await text()).not.toBe('mine');
    service.close();
    service.closeAllConnections();
  });
});
