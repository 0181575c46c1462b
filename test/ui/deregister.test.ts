// Deregistering several targets at once, and the drain monitor until they are gone.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

test('two selected targets drain in the monitor, through hiding it and reloading the window, until gone', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('checkout-web', 300);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.select('web-1', 'web-2');
  await tree.contextMenu('web-2', 'Deregister Targets…');
  await expect(workbench.dialog.message).toContainText('Deregister 2 targets from checkout-web (Emulator)?');
  await expect(workbench.dialog.detail).toContainText(
    'checkout-web has 2 healthy targets; after this, none is left',
  );
  await workbench.screenshot('deregister-consequence');
  await workbench.dialog.choose('Deregister');

  const monitor = workbench.drainMonitor.document;
  const bars = monitor.getByRole('progressbar');
  await expect(monitor.getByText(/^2 draining/)).toBeVisible();
  await expect(bars).toHaveCount(2);
  await expect(bars.first()).toHaveAttribute('aria-valuetext', /left at most/);
  await expect(tree.row('web-1')).toContainText('draining');
  await workbench.screenshot('drain-dark');
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`drain-${theme}`);
  }

  await workbench.runCommand('File: New Untitled Text File');
  await expect(monitor.getByText(/draining/).first()).toBeHidden();
  await workbench.editorTab(/Drain Monitor/).click();
  await expect(monitor.getByText(/^2 draining/)).toBeVisible();

  await workbench.reload({ reopening: 'Drain Monitor' });
  await workbench.editorTab(/Drain Monitor/).click();
  await expect(monitor.getByText(/^2 draining/)).toBeVisible();
  await world.advance(300);
  await expect(monitor.getByText(/2 gone/).first()).toBeVisible();
  await expect(tree.row('web-1')).toHaveCount(0);
  await workbench.screenshot('drain-gone');
  expect(await world.targets('checkout-web')).toHaveLength(1);
});

test('a target on a port of its own is really deregistered, from the inline icon', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('payments-api', 300);
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('10.0.1.21:8081', 'Deregister Targets…');
  await expect(workbench.dialog.detail).toContainText(
    'can be registered again only when the deregistration delay is over',
  );
  await workbench.dialog.choose('Deregister');
  await expect(tree.row('10.0.1.21:8081')).toContainText('draining');
  await world.advance(300);
  await expect(tree.row('10.0.1.21:8081')).toHaveCount(0);
  expect(await world.targets('payments-api')).toHaveLength(3);
});

test('a drain that somebody else began is shown as first seen', async ({ workbench, emulator }) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row('10.0.2.22:8080')).toBeVisible();
  await world.deregister('payments-api', '10.0.2.22', 8080);
  await workbench.runCommand('Target Groups: Open the Drain Monitor');
  await expect(workbench.drainMonitor.document.getByText(/first seen/i).first()).toBeVisible({
    timeout: 20_000,
  });
  await workbench.screenshot('drain-from-elsewhere');
});
