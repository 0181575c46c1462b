// Attaching a target group to an Auto Scaling group and detaching it: its instances come, and go with a drain.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

test('attached, its instances appear; detached, they drain', async ({ workbench, emulator }) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('checkout-web', 300);
  const { quickInput, dialog } = workbench;
  const tree = await workbench.openTargetGroups();
  await workbench.setSidebarWidth(700);
  await expect(tree.row('checkout-web')).toContainText('scaled by checkout-web-asg');
  await tree.expand('checkout-web');
  await expect(tree.row('web-1')).toContainText('checkout-web-asg');
  await expect(tree.row('web-3')).not.toContainText('checkout-web-asg');
  await workbench.screenshot('auto-scaling-rows');

  await tree.expand('batch-workers');
  await tree.contextMenu('batch-workers', 'Attach to Auto Scaling Group…');
  await expect(quickInput.item('checkout-web-asg')).toContainText(
    '2 instances will be registered on port 8000',
  );
  await workbench.screenshot('auto-scaling-attach');
  await quickInput.pick('checkout-web-asg');
  await expect(tree.row('batch-workers')).toContainText('scaled by checkout-web-asg', { timeout: 30_000 });
  await expect(tree.row(/web-1.*:8000/)).toBeVisible();
  await expect(tree.row(/web-2.*:8000/)).toBeVisible();
  await workbench.screenshot('auto-scaling-attached');
  expect(await world.targets('batch-workers')).toHaveLength(3);

  await tree.contextMenu('checkout-web', 'Detach from Auto Scaling Group…');
  await expect(quickInput.item('checkout-web-asg')).toContainText('2 instances will be deregistered');
  await quickInput.pick('checkout-web-asg');
  await expect(dialog.detail).toContainText(
    'Its 2 instances (web-1, web-2) are deregistered and drain for up to 5 minutes; they keep running.',
  );
  await expect(dialog.detail).toContainText('checkout-web has 2 healthy targets; after this, none is left');
  await workbench.screenshot('auto-scaling-detach');
  await dialog.choose('Detach');
  const monitor = workbench.drainMonitor.document;
  await expect(monitor.getByText(/^2 draining/)).toBeVisible();
  await expect(tree.row('checkout-web')).not.toContainText('scaled by');
  await workbench.screenshot('auto-scaling-detached');
  await world.advance(300);
  await expect(monitor.getByText(/2 gone/).first()).toBeVisible();
  expect(await world.targets('checkout-web')).toHaveLength(1);
});

test('one of another VPC cannot be attached, and is told why; deregistering an owned instance says what is next', async ({
  workbench,
}) => {
  const { quickInput, notifications, dialog } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.contextMenu('legacy-reports', 'Attach to Auto Scaling Group…');
  await quickInput.item('checkout-web-asg').click();
  await expect(notifications.withText(/checkout-web-asg is in another VPC/)).toBeVisible();
  await expect(quickInput.item('checkout-web-asg')).toBeVisible();
  await workbench.screenshot('auto-scaling-refused');
  await quickInput.cancel();

  await tree.expand('checkout-web');
  await tree.contextMenu('web-1', 'Deregister Targets…');
  await expect(dialog.detail).toContainText(
    'web-1 belongs to the Auto Scaling group checkout-web-asg, which keeps it running and launches no other',
  );
  await expect(dialog.detail).toContainText('2 instances wanted, 2 at least');
  await workbench.screenshot('auto-scaling-owned');
});
