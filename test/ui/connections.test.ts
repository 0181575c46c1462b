// Connections of the AWS configuration: one that works like any other, and those that do not.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

const keys = 'aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n';

test.describe('a profile whose endpoint_url is another endpoint of the same API', () => {
  test.use({
    awsFiles: { config: `[profile lab]\nregion = us-east-1\nendpoint_url = EMULATOR\n${keys}` },
    // Its own emulator is out of reach: nothing here can come from it.
    settings: {
      'targetGroups.emulator.endpoint': 'http://127.0.0.1:9',
      'targetGroups.changes': 'applyAtOnce',
    },
  });

  test('is connected, browsed, registered with and deregistered from', async ({ workbench, emulator }) => {
    const { quickInput } = workbench;
    const world = new EmulatorWorld(emulator.endpoint);
    await world.setDeregistrationDelay('payments-api', 300);
    const tree = await workbench.openTargetGroups();
    await tree.welcome.getByRole('button', { name: 'Connect a Profile…' }).click();
    await quickInput.pick('lab');
    await quickInput.pick('us-east-1');
    await tree.expand('payments-api');
    await workbench.screenshot('profile-connected');

    await tree.inlineAction('payments-api', 'Register Targets…');
    await quickInput.pick(/Any network/);
    await quickInput.answer('10.0.1.50');
    await expect(tree.row('10.0.1.50:8080')).toBeVisible();
    await world.advance(60);
    await expect(tree.row('10.0.1.50:8080')).toContainText(/(?<!un)healthy/);
    await tree.inlineAction('10.0.1.50:8080', 'Deregister Targets…');
    await expect(workbench.dialog.message).toContainText('from payments-api (lab · us-east-1)?');
    await workbench.dialog.choose('Deregister');
    await expect(tree.row('10.0.1.50:8080')).toContainText('draining');
    await world.advance(300);
    await expect(tree.row('10.0.1.50:8080')).toHaveCount(0);
    expect(await world.targets('payments-api')).toHaveLength(4);

    const menu = await tree.openContextMenu('payments-api');
    await expect(menu.getByRole('menuitem', { name: 'Open in AWS Console' })).toBeVisible();
  });
});

test.describe('connections that fail', () => {
  test.use({
    awsFiles: { config: `[profile down]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n${keys}` },
    settings: {
      'targetGroups.connections': [
        { kind: 'profile', profile: 'ghost', region: 'eu-west-1' },
        { kind: 'profile', profile: 'down', region: 'eu-west-1' },
      ],
    },
  });

  test('say what is wrong in one sentence, with a way out', async ({ workbench }) => {
    const tree = await workbench.openTargetGroups();
    await tree.expand('ghost · eu-west-1');
    await expect(tree.row(/The profile “ghost” is not in the AWS configuration/)).toBeVisible();
    await tree.expand('down · eu-west-1');
    await expect(
      tree.row(/The endpoint http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/),
    ).toBeVisible();
    await expect(tree.row('Retry')).toHaveCount(2);
    await workbench.screenshot('connections-failed');
    await tree.row('Edit the AWS Configuration').first().click();
    await expect(workbench.editorTab(/config/)).toBeVisible();
  });
});

test.describe('trouble in the middle', () => {
  test.use({
    settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.refreshSeconds': 2 },
  });

  test('an expired token keeps the tree as it was and says so; retrying mends it', async ({
    workbench,
    emulator,
  }) => {
    const world = new EmulatorWorld(emulator.endpoint);
    const tree = await workbench.openTargetGroups();
    await tree.expand('checkout-web');
    await expect(tree.row('web-1')).toBeVisible();
    await world.fail({ action: 'DescribeTargetHealth', code: 'ExpiredToken', times: 1000 });
    await expect(tree.row(/credentials have expired/).first()).toBeVisible();
    await expect(tree.row('web-1')).toBeVisible();
    await expect(tree.row('checkout-web')).toContainText('not up to date');
    await workbench.screenshot('expired-token');
    await world.heal();
    await tree.row('Retry').first().click();
    await expect(tree.row(/credentials have expired/)).toHaveCount(0);
    await expect(tree.row('checkout-web')).not.toContainText('not up to date');
  });

  test('a group that vanished while its menu was open is named, and leaves the list', async ({
    workbench,
    emulator,
  }) => {
    const world = new EmulatorWorld(emulator.endpoint);
    const tree = await workbench.openTargetGroups();
    const menu = await tree.openContextMenu('batch-workers');
    await world.deleteGroup('batch-workers');
    await tree.chooseFrom(menu, 'Register Targets…');
    const message = workbench.notifications.withText(/the target group “batch-workers” no longer exists/);
    await expect(message).toBeVisible();
    await workbench.screenshot('group-vanished');
    await workbench.notifications.choose(/no longer exists/, 'Refresh');
    await expect(tree.row('batch-workers')).toHaveCount(0);
    await expect(tree.row('checkout-web')).toBeVisible();
  });

  test('a target that left the list while its menu was open is not mistaken for a call without one', async ({
    workbench,
    emulator,
  }) => {
    const world = new EmulatorWorld(emulator.endpoint);
    await world.setDeregistrationDelay('payments-api', 0);
    const tree = await workbench.openTargetGroups();
    await tree.expand('payments-api');
    const menu = await tree.openContextMenu('10.0.1.21:8081');
    await world.deregister('payments-api', '10.0.1.21', 8081);
    await expect(tree.row('10.0.1.21:8081')).toHaveCount(0);
    await tree.chooseFrom(menu, 'Deregister Targets…');
    await expect(workbench.notifications.withText('Nothing was done.')).toBeVisible();
    await expect(workbench.quickInput.widget, 'nor is another asked for').toBeHidden();
    await workbench.screenshot('target-left');
  });
});
