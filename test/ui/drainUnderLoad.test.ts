// Three of five targets leave while requests come in: the monitor counts down, and nobody who asks is turned away.
import { join } from 'node:path';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';
import { Visitors } from './visitors';

const DELAY_SECONDS = 35;
/** How often a group that drains is read, and what rounding to seconds and the read itself take. */
const POLL_SECONDS = 2;
const READ_SECONDS = 4;

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
  scenario: join(import.meta.dirname, 'fiveTargets.scenario.json'),
});

test('three of five deregistered under load drain to the second, over a reload, and no request fails', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout');
  await expect(tree.row('web-5')).toContainText('healthy', { timeout: 30_000 });
  const visitors = await Visitors.of(emulator.endpoint, 'shop-web', '/', () => 'checkout');
  await tree.select('web-1', 'web-2', 'web-3');
  await tree.contextMenu('web-3', 'Deregister Targets…');
  await workbench.dialog.choose('Deregister');

  const { drainMonitor } = workbench;
  await expect(drainMonitor.document.getByText(/^3 draining/)).toBeVisible();
  const lanes = await drainMonitor.laneIds();
  expect(lanes).toHaveLength(3);
  const left = await drainMonitor.secondsLeft();
  expect(left).toBeLessThanOrEqual(DELAY_SECONDS);
  await expect.poll(() => drainMonitor.secondsLeft()).toBeLessThan(left - 1);

  await workbench.reload({ reopening: 'Drain Monitor' });
  await workbench.editorTab(/Drain Monitor/).click();
  await expect(drainMonitor.document.getByText(/^3 draining/)).toBeVisible();
  expect(await drainMonitor.laneIds()).toEqual(lanes);

  await expect(drainMonitor.document.getByText(/^Nothing is draining · 3 gone/)).toBeVisible({
    timeout: (DELAY_SECONDS + 10) * 1000,
  });
  expect((await drainMonitor.laneIds()).sort()).toEqual([...lanes].sort());
  for (const seconds of await drainMonitor.secondsUntilGone()) {
    expect(seconds).toBeGreaterThanOrEqual(DELAY_SECONDS);
    expect(seconds).toBeLessThanOrEqual(DELAY_SECONDS + POLL_SECONDS + READ_SECONDS);
  }
  await workbench.screenshot('drain-under-load');
  await visitors.leave();
  expect(visitors.answered).toBeGreaterThan(DELAY_SECONDS);
  expect(visitors.failures).toEqual([]);
  expect(await world.targets('checkout')).toHaveLength(2);
});
