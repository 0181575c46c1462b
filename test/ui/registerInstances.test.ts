// Choosing among the instances of a VPC: filtered by what they are, several at once, on several ports.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('instances are filtered by what they are, stay chosen whatever the filter, are staged and applied', async ({
  workbench,
  emulator,
}) => {
  const { quickInput, notifications } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.inlineAction('checkout-web', 'Register Targets…');

  await expect(quickInput.item('web-1')).toContainText('Registered on port 80');
  await expect(quickInput.item('web-1')).toContainText('Auto Scaling group checkout-web-asg');
  await expect(quickInput.item('web-4')).toContainText(/10\.0\.1\.14.*launched .*ago \(\d{4}-/);
  await expect(quickInput.item('web-5')).toContainText('Stopped. Start it first.');
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`instances-${theme}`);
  }

  await quickInput.type('zone:us-east-1b tag:role=web -state:stopped');
  await expect(quickInput.item(/^web-4/)).toHaveCount(0);
  await expect(quickInput.item('web-2')).toBeVisible();
  await quickInput.check('web-3');
  await quickInput.type('10.0.1.14');
  await expect(quickInput.item('web-4')).toBeVisible();
  await expect(quickInput.item('web-2')).toHaveCount(0);
  await expect(quickInput.item('web-3'), 'chosen ones stay in sight').toHaveAttribute('aria-checked', 'true');
  await quickInput.check('web-4');
  await workbench.screenshot('instances-filtered');
  await quickInput.type('colour:red');
  await expect(quickInput.item(/There is no “colour” to filter by/)).toBeVisible();
  await workbench.screenshot('instances-problem');
  await quickInput.type('nowhere');
  await expect(quickInput.item(/No instance matches/)).toBeVisible();
  await expect(quickInput.item('web-3')).toHaveAttribute('aria-checked', 'true');
  await quickInput.type('');
  await expect(quickInput.item('web-4')).toHaveAttribute('aria-checked', 'true');
  await quickInput.accept();

  await quickInput.pick(/Default port: 80/);
  await quickInput.answer('8080, 8081');
  await expect(quickInput.item('web-3')).toContainText('port 8080, port 8081');
  await quickInput.pick('web-4');
  await quickInput.answer('80');
  await expect(quickInput.item('web-4')).toContainText('port 80');
  await workbench.screenshot('instances-ports');
  await quickInput.pick(/Stage 3 registrations, to be reviewed and applied/);

  await expect(tree.row('Pending changes (3)')).toBeVisible();
  await expect(tree.row('Register web-4')).toContainText(/:80 · i-/);
  await expect(tree.row('checkout-web')).toContainText(/checkout-web\s*3 pending · 2\/3 healthy/);
  const staged = notifications.withText('Pending for checkout-web: Register 3 targets.');
  await expect(staged.locator('.notification-list-item-buttons-container')).toHaveText('Review…Apply');
  await workbench.screenshot('instances-staged');
  const world = new EmulatorWorld(emulator.endpoint);
  expect(await world.targets('checkout-web')).toHaveLength(3);
  await notifications.choose('Pending for checkout-web: Register 3 targets.', 'Apply');
  await expect.poll(() => world.targets('checkout-web'), { timeout: 20_000 }).toHaveLength(6);
});
