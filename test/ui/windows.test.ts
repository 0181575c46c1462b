// Two windows of one user, and an extension host that dies: what goes on is shown by both, and goes on.
import type { VsCodeServer } from '../workbench/server.mjs';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';
import { Workbench } from './pages/workbench';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
  expectedError: /Extension host \(Remote\) terminated unexpectedly/,
});

test('a drain is shown by two windows, outlives a killed extension host, and ends in both', async ({
  workbench,
  server,
  emulator,
  browser,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('checkout-web', 300);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.contextMenu('web-1', 'Deregister Targets…');
  await workbench.dialog.choose('Deregister');
  await expect(tree.row('web-1')).toContainText('draining');

  const page = await browser.newPage();
  const other = new Workbench(page, server);
  await other.open();
  const otherTree = await other.openTargetGroups();
  await otherTree.expand('checkout-web');
  await expect(otherTree.row('web-1')).toContainText('draining');
  await expect(other.statusBarItem(/1 draining · 4:\d\d/)).toBeVisible();

  const [first, ...others] = extensionHosts(server);
  if (first === undefined) throw new Error('The server names no extension host');
  process.kill(first, 'SIGKILL');
  await expect.poll(() => extensionHosts(server).length).toBeGreaterThan(others.length + 1);
  await workbench.runCommand('Target Groups: Open the Drain Monitor');
  const monitor = workbench.drainMonitor.document;
  await expect(monitor.getByText(/^1 draining/)).toBeVisible({ timeout: 30_000 });

  await world.advance(300);
  await expect(monitor.getByText(/1 gone/).first()).toBeVisible();
  await expect(otherTree.row('web-1')).toHaveCount(0);
  expect(await world.targets('checkout-web')).toHaveLength(2);
  await workbench.screenshot('windows-drain-gone');
  await page.close();
});

/** The processes that run the extension, the first window's first. */
function extensionHosts(server: VsCodeServer): number[] {
  return [...server.output().matchAll(/<(\d+)> Launched Extension Host Process/g)].map(([, id]) =>
    Number(id),
  );
}
