// An Application Load Balancer as the target of a group behind a Network Load Balancer.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

test('the one that listens on the port is offered, others with the reason why not; a second is refused', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const { quickInput, notifications, dialog } = workbench;
  await world.setDeregistrationDelay('web-via-nlb', 2);
  const tree = await workbench.openTargetGroups();
  await tree.expand('web-via-nlb');
  await tree.inlineAction('web-via-nlb', 'Register Targets…');
  await expect(
    notifications.withText(/has its one load balancer already: shop-web:80. Deregister/),
  ).toBeVisible();

  await tree.contextMenu('shop-web:80', 'Deregister Targets…');
  await dialog.choose('Deregister');
  await expect(tree.row('No targets registered')).toBeVisible({ timeout: 30_000 });

  await tree.inlineAction('web-via-nlb', 'Register Targets…');
  await expect(quickInput.item('shop-web')).toContainText('internet-facing · active · us-east-1a us-east-1b');
  await expect(quickInput.item('legacy-internal')).toContainText('but web-via-nlb takes a load balancer of');
  await workbench.screenshot('register-load-balancer');
  await quickInput.pick('shop-web');
  await expect(tree.row('shop-web:80')).toBeVisible();
  await world.advance(60);
  await expect(tree.row('shop-web:80')).toContainText(/(?<!un)healthy/);
  expect(await world.targets('web-via-nlb')).toHaveLength(1);
});
