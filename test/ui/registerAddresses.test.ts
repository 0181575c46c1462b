// Registering many addresses: of a network that is chosen, in ranges, from the clipboard, and with bad ones among them.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('ranges of a subnet are staged, and what is wrong in between is left out and said', async ({
  workbench,
}) => {
  const { quickInput, dialog } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('payments-api', 'Register Targets…');

  await expect(quickInput.item('shop-a')).toContainText(/subnet-.* · us-east-1a · 10\.0\.1\.0\/24/);
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`addresses-network-${theme}`);
  }
  await quickInput.pick('shop-a');

  await quickInput.type('10.0.1.50-52:8081');
  await expect(quickInput.message).toContainText(
    'Ready to register 10.0.1.50:8081, 10.0.1.51:8081, 10.0.1.52:8081.',
  );
  await quickInput.type('10.0.1.248/29');
  await expect(quickInput.message).toContainText('Of 10.0.1.248/29, 10.0.1.255 is left out: AWS');
  await quickInput.type('10.0.2.9');
  await expect(quickInput.message).toContainText(
    'is not in shop-a (10.0.1.0/24): it is in the subnet shop-b',
  );
  await quickInput.type('[10.0.1.50, http://10.0.1.51:8081/health, 10.0.1.60-61] 10.0.2.9 10.0.1.300');
  await expect(quickInput.message).toContainText('Enter takes the other 4.');
  await workbench.screenshot('addresses-some-bad');
  await quickInput.accept();
  await expect(dialog.message).toContainText('Take 4 addresses and leave 2 out?');
  await expect(dialog.detail).toContainText('it is in the subnet shop-b');
  await expect(dialog.detail).toContainText('each of the four numbers goes up to 255');
  await workbench.screenshot('addresses-leave-out');
  await dialog.choose('Cancel');
  await expect(quickInput.input, 'nothing typed is lost').toHaveValue(/10\.0\.1\.300$/);
  await quickInput.accept();
  await dialog.choose('Take 4');

  await expect(tree.row('Pending changes (4)')).toBeVisible();
  await expect(tree.row('Register 10.0.1.61:8080')).toBeVisible();
  const text = workbench.page.locator('.part.editor .view-lines');
  await expect(text).toContainText('10.0.2.9');
  await expect(text).toContainText('10.0.1.300');
  await expect(text).not.toContainText('10.0.1.50');
  await workbench.screenshot('addresses-left-out');
});

test('another private address goes with its zone, and the clipboard is taken as it is', async ({
  workbench,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Other private address/);
  await quickInput.pick('us-east-1b');
  await quickInput.type('10.0.1.50');
  await expect(quickInput.message).toContainText('10.0.1.50 is in the subnet shop-a');
  await quickInput.answer('192.168.7.9:9000');
  await expect(tree.row('Register 192.168.7.9:9000')).toContainText('us-east-1b');

  await workbench.page.evaluate(() =>
    navigator.clipboard.writeText('# the new ones\n10.0.1.70 # first\n10.0.1.71\n'),
  );
  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/From the clipboard/);
  await expect(quickInput.input).toHaveValue('10.0.1.70 10.0.1.71');
  await expect(quickInput.message).toContainText('Ready to register 10.0.1.70:8080, 10.0.1.71:8080.');
  await quickInput.accept();
  await expect(tree.row('Pending changes (3)')).toBeVisible();
});

test('an address that drains is taken, and waits until its drain is over', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('payments-api', 60);
  const { quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row('10.0.1.21:8081')).toBeVisible();
  await world.deregister('payments-api', '10.0.1.21', 8081);
  await expect(tree.row('10.0.1.21:8081')).toContainText('draining', { timeout: 20_000 });
  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Any network/);
  await quickInput.type('10.0.1.21:8081');
  await expect(quickInput.message).toContainText('it waits for that, and is then registered by itself');
  await workbench.screenshot('addresses-draining');
  await quickInput.accept();
  await expect(tree.row('Pending changes (1)')).toBeVisible();
  await expect(tree.row('Register 10.0.1.21:8081')).toContainText('drain');
  await workbench.screenshot('addresses-waiting');
});
