// Changing a health check over the emulator: what is sent, what real checks make of it, and what was accepted and not done.
import { afterEach, describe, expect, it } from 'vitest';
import { changeHealthCheck } from '../../../src/state/healthCheckChange';
import { problemOf } from '../support/problems';
import { BY_USER, StateRoom } from '../support/stateRoom';

describe('a change of a health check', () => {
  let room: StateRoom;
  afterEach(() => room.close());

  async function opened(): Promise<StateRoom> {
    room = await StateRoom.start();
    await room.account.readGroups(BY_USER);
    return room;
  }

  const change = (name: string, settings: Parameters<typeof changeHealthCheck>[2]) =>
    room.finish(changeHealthCheck(room.account, room.group(name), settings, room.clock));

  it('sends what changes alone, is read back, and is kept to by the checks', async () => {
    const { emulator, account, clock } = await opened();
    await emulator.answer('10.0.2.13', '404');
    const targets = async () => {
      await account.readHealth(room.group('checkout-web').arn, BY_USER);
      return room.targets('checkout-web');
    };
    const broken = `${emulator.instance('web-3')}:80`;
    expect(await targets()).toContain(`${broken} unhealthy`);

    await change('checkout-web', { matcher: '200,404' });

    const [request] = await emulator.requests('ModifyTargetGroup');
    expect(request?.input).toEqual({
      TargetGroupArn: emulator.group('checkout-web'),
      Matcher: { HttpCode: '200,404' },
    });
    expect(room.group('checkout-web').healthCheck).toMatchObject({
      matcher: '200,404',
      path: '/healthz',
      intervalSeconds: 5,
    });
    await clock.advance(15_000);
    expect(await targets()).toContain(`${broken} healthy`);
  });

  it('of every setting is what the API then gives', async () => {
    await opened();
    const settings = {
      protocol: 'HTTP',
      port: '9100',
      path: '/live',
      matcher: '200-299',
      intervalSeconds: 20,
      timeoutSeconds: 20,
      healthyThreshold: 3,
      unhealthyThreshold: 4,
    };
    await change('tcp-ingest', settings);
    expect(room.group('tcp-ingest').healthCheck).toEqual({ enabled: true, ...settings });
    await change('tcp-ingest', { protocol: 'TCP' });
    expect(room.group('tcp-ingest').healthCheck).not.toHaveProperty('path');
  });

  it('turns the checks of a function on', async () => {
    await opened();
    await change('orders-events', { enabled: true });
    expect(room.group('orders-events').healthCheck.enabled).toBe(true);
  });

  it('that the API refuses is its problem', async () => {
    await opened();
    const problem = await problemOf(change('checkout-web', { matcher: '503' }));
    expect(problem.message).toMatch(/503/);
    expect(room.group('checkout-web').healthCheck.matcher).toBe('200');
  });

  it('that is accepted and not to be seen is said to be not done', async () => {
    await opened();
    room.throughCloud = (cloud) => ({ ...cloud, modifyHealthCheck: () => Promise.resolve() });
    room.account.reconnect();
    const problem = await problemOf(change('checkout-web', { path: '/status', intervalSeconds: 30 }));
    expect(problem.message).toBe(
      'The API accepted the change of the health check of checkout-web, but still gives the former path, interval. Refresh the list, and try again if it stays so.',
    );
  });

  it('that cannot be read back says so', async () => {
    const { emulator } = await opened();
    await emulator.deny('DescribeTargetGroups');
    const problem = await problemOf(change('checkout-web', { path: '/status' }));
    expect(problem.message).toMatch(/^The API accepted .*, but the list cannot be read: .* Refresh the list/);
  });
});
