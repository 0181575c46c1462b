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
  await expect(tree.row('10.0.1.51:8081')).toContainText('initial');
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
