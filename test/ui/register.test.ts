// Registering an instance, addresses and a function: from the context menu, an inline icon and the palette.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

test('an instance from the context menu, with a port of its own; a stopped one is refused', async ({
  workbench,
  emulator,
}) => {
  const { quickInput, notifications } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.contextMenu('checkout-web', 'Register Targets…');

  await quickInput.check('web-4', 'web-5');
  await quickInput.accept();
  await expect(notifications.withText(/web-5.*is stopped/)).toBeVisible();
  await expect(quickInput.item('web-4').getByRole('checkbox').first()).toBeChecked();
  await workbench.screenshot('register-instances');
  await quickInput.accept();

  await quickInput.pick('web-4');
  await quickInput.type('99999');
  await expect(quickInput.message).toContainText('65535');
  await quickInput.answer('8080');
  await expect(quickInput.item('web-4')).toContainText('port 8080');
  await workbench.screenshot('register-ports');
  await quickInput.pick(/Register 1 target/);

  await expect(tree.row('web-4')).toContainText(/web-4\s*:8080 · .* · us-east-1a · i-/);
  await world.advance(60);
  await expect(tree.row('web-4')).toContainText('healthy ·');
  await workbench.screenshot('register-instance-healthy');
  expect(await world.targets('checkout-web')).toContainEqual(expect.stringMatching(/^i-\w+:8080 healthy$/));
});

test('IP addresses from the inline icon, checked as they are typed', async ({ workbench, emulator }) => {
  const { quickInput } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('payments-api', 'Register Targets…');

  const refusals = [
    ['10.0.1.300', /each of the four numbers goes up to 255/],
    ['8.8.8.8', /Register the target's private address/],
    ['10.0.1.21', /is registered with payments-api already/],
    ['192.168.7.9', /needs an Availability Zone/],
    ['10.0.1.50:0', /65535/],
  ] as const;
  await quickInput.pick(/Any network/);
  for (const [typed, refusal] of refusals) {
    await quickInput.type(typed);
    await expect(quickInput.message).toContainText(refusal);
    await quickInput.accept();
    await expect(quickInput.input, 'a refused list is not taken, and not lost').toHaveValue(typed);
  }
  await workbench.screenshot('register-addresses-refused');
  await quickInput.type('10.0.1.50, 10.0.1.51:8081 192.168.7.9:80@all');
  await expect(quickInput.message).toContainText(
    'Ready to register 10.0.1.50:8080, 10.0.1.51:8081, 192.168.7.9:80.',
  );
  await workbench.screenshot('register-addresses');
  await quickInput.accept();

  await expect(tree.row('10.0.1.51:8081')).toBeVisible();
  await world.advance(60);
  await expect(tree.row('10.0.1.50:8080')).toContainText(/(?<!un)healthy/);
  await expect(tree.row('10.0.1.51:8081')).toContainText(/(?<!un)healthy/);
  await expect(tree.row('192.168.7.9:80')).toContainText('all');
  await workbench.screenshot('register-addresses-healthy');
  expect(await world.targets('payments-api')).toHaveLength(7);
});

test('a Lambda function from the palette, with the permission it lacks', async ({ workbench, emulator }) => {
  const { quickInput, dialog } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('image-resize');
  await expect(tree.row('No targets registered')).toBeVisible();

  await workbench.runCommand('Target Groups: Register Targets…');
  await quickInput.pick('image-resize');
  await expect(quickInput.title).toContainText('(1/2)');
  await quickInput.pick('image-resize');
  await expect(quickInput.title).toContainText('(2/2)');
  await workbench.screenshot('register-function');
  await quickInput.pick('canary');
  await expect(dialog.message).toContainText('Let Elastic Load Balancing invoke image-resize:canary?');
  await expect(dialog.detail).toContainText('lambda:InvokeFunction');
  await workbench.screenshot('register-function-permission');
  await dialog.choose('Add Permission');

  await expect(tree.row('image-resize:canary')).toContainText('health checks off');
  await workbench.screenshot('register-function-done');
  expect(await new EmulatorWorld(emulator.endpoint).targets('image-resize')).toHaveLength(1);
});
