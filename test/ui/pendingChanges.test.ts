// Pending changes: staged, applied, left with a reason and applied again; out of service and back.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('changes of several sittings gather, survive a reload, and are applied together; what fails stays and is applied again', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('payments-api', 5);
  const { quickInput, notifications, dialog } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Any network/);
  await quickInput.answer('10.0.1.50 10.0.1.51:8081');
  await expect(notifications.withText('Pending for payments-api: Register 2 targets.')).toBeVisible();
  await tree.inlineAction('10.0.1.21:8081', 'Deregister Targets…');
  await expect(tree.row('Pending changes (3)')).toBeVisible();
  await expect(tree.row('Deregister 10.0.1.21:8081')).toBeVisible();
  await expect(tree.row('payments-api')).toContainText('3 pending');
  expect(await world.targets('payments-api')).toHaveLength(4);
  await workbench.screenshot('pending');

  await workbench.reload();
  await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row('Pending changes (3)')).toBeVisible();

  await world.fail({ action: 'DeregisterTargets', code: 'AccessDenied', times: 1 });
  await tree.inlineAction('Pending changes (3)', 'Apply Pending Changes');
  await dialog.choose('Apply');
  const problem = notifications.withText(/elasticloadbalancing:DeregisterTargets/);
  await expect(problem).toBeVisible();
  await expect(tree.row('Pending changes (1)')).toBeVisible();
  await expect(tree.row('Deregister 10.0.1.21:8081')).toContainText('not deregistered');
  await expect(tree.row('10.0.1.51:8081')).toContainText(/initial|healthy/);
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`pending-left-${theme}`);
  }

  await notifications.choose(/elasticloadbalancing:DeregisterTargets/, 'Apply Again');
  await dialog.choose('Deregister');
  await expect(tree.row(/^Pending changes/)).toHaveCount(0);
  await expect(tree.outOfService('10.0.1.21:8081')).toBeVisible();
  await workbench.screenshot('applied');
  expect(await world.targets('payments-api')).toHaveLength(6);
});

test('an address that was taken out of service is put back by itself when its drain is over', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('payments-api', 300);
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('10.0.2.22:8080', 'Deregister Targets…');
  await workbench.notifications.choose('Pending for payments-api: Deregister 10.0.2.22:8080.', 'Apply');
  await workbench.dialog.choose('Deregister');
  await expect(tree.outOfService('10.0.2.22:8080')).toContainText('draining');

  await tree.inlineAction(tree.outOfService('10.0.2.22:8080'), 'Put Back in Service');
  const waiting = tree.row('Register 10.0.2.22:8080');
  await expect(waiting).toContainText(/in \d:\d\d at most, when drained/);
  const countdown = await waiting.textContent();
  await workbench.screenshot('waits-for-drain');
  await expect(waiting).not.toHaveText(countdown ?? '');

  // Nobody has to stay and wait.
  await workbench.reload();
  await workbench.openTargetGroups();
  await world.advance(300);
  await expect(workbench.notifications.withText(/the drain is over/)).toBeVisible();
  await tree.expand('payments-api');
  await expect(tree.row('10.0.2.22:8080')).toContainText(/initial|healthy/);
  await expect(tree.outOfService('10.0.2.22:8080')).toHaveCount(0);
  await workbench.screenshot('put-back');
});

test('the last apply is undone, and changes of a group that is deleted meanwhile are kept and said', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.inlineAction('web-1', 'Deregister Targets…');
  await workbench.notifications.choose(/Pending for checkout-web/, 'Apply');
  await expect(workbench.dialog.detail).toContainText('belongs to the Auto Scaling group checkout-web-asg');
  await workbench.dialog.choose('Deregister');
  await expect(tree.row('web-1')).toContainText('draining');

  await tree.contextMenu('checkout-web', 'Undo Last Apply…');
  await expect(workbench.dialog.detail).toContainText('Register web-1');
  await workbench.screenshot('undo');
  await workbench.dialog.choose('Undo');
  await expect(tree.row('web-1')).toContainText(/initial|healthy/);

  await tree.collapse('checkout-web');
  await tree.expand('batch-workers');
  await tree.inlineAction('web-4', 'Deregister Targets…');
  await expect(tree.row('Deregister web-4')).toBeVisible();
  await world.deleteGroup('batch-workers');
  await workbench.runCommand('Target Groups: Refresh');
  await expect(tree.row('batch-workers')).toContainText('no longer exists · 1 pending');
  await workbench.screenshot('group-gone-with-changes');
  await tree.contextMenu('batch-workers', 'Discard Pending Changes…');
  await expect(tree.row('batch-workers')).toHaveCount(0);
});
