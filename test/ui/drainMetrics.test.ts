// Drains measured with CloudWatch: asked for first where that costs something; and a drain that cuts requests.
import { request } from 'node:http';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.describe('the emulator', () => {
  test.use({
    settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.refreshSeconds': 2 },
  });

  test('requests that arrive while a target drains are charted, and those that were cut are told', async ({
    workbench,
    emulator,
  }) => {
    const world = new EmulatorWorld(emulator.endpoint);
    await world.setDeregistrationDelay('checkout-web', 8);
    const tree = await workbench.openTargetGroups();
    await tree.expand('checkout-web');
    const shop = await world.listener('shop-web');
    // By turns, so that each target has some; those that come after them are answered after they have come.
    const slow = Array.from({ length: 6 }, () => statusOf(`${shop}?answer=slow:60000`));
    for (let times = 0; times < 30; times++) await (await fetch(shop)).arrayBuffer();
    await workbench.runCommand('Target Groups: Open the Drain Monitor');
    await world.deregister('checkout-web', await world.firstTarget('checkout-web'), 80);

    const group = workbench.drainMonitor.document.getByRole('region', { name: /^checkout-web, / });
    const chart = group.getByRole('img', { name: /^Requests and connections while the group drains/ });
    await expect(chart).toBeVisible({ timeout: 20_000 });
    await group.getByText('Figures by the minute').click();
    await expect(group.getByRole('columnheader', { name: '5XX of the load balancer' })).toBeVisible();
    await expect(
      group.getByText(/shop-web itself answered \d requests? with 5XX.*may have been cut/),
    ).toBeVisible({
      timeout: 20_000,
    });
    await workbench.screenshot('drain-cut');
    expect(await Promise.race(slow)).toBe(504);
  });
});

test.describe('an account', () => {
  const keys = 'aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n';
  test.use({
    awsFiles: { config: `[profile web]\nregion = us-east-1\nendpoint_url = EMULATOR\n${keys}` },
    settings: {
      'targetGroups.connections': [{ kind: 'profile', profile: 'web', region: 'us-east-1' }],
    },
  });

  test('is measured after a question that says what is read and what AWS charges for', async ({
    workbench,
    emulator,
  }) => {
    const world = new EmulatorWorld(emulator.endpoint);
    const tree = await workbench.openTargetGroups();
    await tree.expand('web · us-east-1');
    await tree.expand('checkout-web');
    await workbench.runCommand('Target Groups: Open the Drain Monitor');
    await world.deregister('checkout-web', await world.firstTarget('checkout-web'), 80);

    const group = workbench.drainMonitor.document.getByRole('region', { name: /^checkout-web, / });
    const offer = group.getByRole('button', { name: 'Measure with CloudWatch…' });
    await expect(offer).toBeVisible({ timeout: 20_000 });
    expect(await world.count('GetMetricData')).toBe(0);
    await offer.click();
    await expect(workbench.dialog.message).toContainText(
      'Measure what drains in web · us-east-1 with CloudWatch?',
    );
    await expect(workbench.dialog.detail).toContainText('For what drains now: 5 metrics a minute.');
    await workbench.screenshot('measure-consent');
    await workbench.dialog.choose('Measure in This Window');
    await expect(
      group.getByText(/the first figures of this drain are whole at about \d\d:\d\d/),
    ).toBeVisible();
    await expect(offer).toBeHidden();
    expect(await world.count('GetMetricData')).toBe(1);
  });
});

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    request(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      // Those that are not cut break off when the emulator ends.
      .once('error', () => undefined)
      .end();
  });
}
