// Servicing targets one after another: planned, reviewed, worked on, over a reload of the window, and aborted.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ timeScale: 10, settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('a plan is reviewed, started, continued after a reload of the window, and aborted', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const { quickInput, dialog, editor } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row(/^payments-api/)).toContainText('4/4 healthy');
  await tree.contextMenu('payments-api', 'Service Targets…');
  await expect(quickInput.title).toContainText('payments-api: 4 targets to service, 4/4 healthy');
  await quickInput.answer('1');
  await expect(quickInput.title).toContainText('(2/3)');
  await quickInput.type('4');
  await expect(quickInput.message).toContainText(
    '4 healthy, batches of 1 leave 3: a floor of 4 cannot be kept.',
  );
  await quickInput.answer('3');
  await quickInput.pick(/Wait for my Continue/);

  await expect(workbench.editorTab('Servicing payments-api')).toBeVisible();
  const text = await workbench.editorText();
  expect(text).toContain('# Servicing payments-api\n');
  expect(text).toContain('4 targets in 4 batches of at most 1');
  expect(text).toContain('wait target-deregistered');
  await workbench.screenshot('servicing-review');
  await editor.action('Start');

  const monitor = workbench.drainMonitor.document;
  const panel = monitor.getByRole('region', { name: /^Servicing payments-api/ });
  await expect(panel.getByText(/^Batch 1 of 4: .* drains?, 0:\d\d left at most/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Continue: Put Back' })).toBeVisible({ timeout: 15_000 });
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`servicing-${theme}`);
  }

  await workbench.reload({ reopening: 'Drain Monitor' });
  await workbench.editorTab(/Drain Monitor/).click();
  await panel.getByRole('button', { name: 'Continue: Put Back' }).click({ timeout: 20_000 });
  await expect(panel.getByText(/^Batch 2 of 4: /)).toBeVisible({ timeout: 20_000 });
  await expect(panel.getByText('1 of 4 targets serviced')).toBeVisible();
  await panel.getByRole('button', { name: 'Abort…' }).click();
  await expect(dialog.message).toContainText('Abort servicing payments-api?');
  await dialog.choose('Abort');
  await expect(panel.getByText(/^Aborted: 1 of 4 serviced/)).toBeVisible({ timeout: 20_000 });
  await workbench.screenshot('servicing-aborted');
  expect(await world.targets('payments-api')).toHaveLength(4);
});

test('a command is told its target; when it fails the servicing stops, and goes on when the user says so', async ({
  workbench,
  emulator,
}) => {
  // The older server is installed without the native modules that terminals need.
  test.skip(process.env.TEST_VSCODE_VERSION !== 'latest', 'There are no terminals.');
  const world = new EmulatorWorld(emulator.endpoint);
  const folder = await mkdtemp(join(tmpdir(), 'servicing-'));
  const told = join(folder, 'told');
  const { quickInput, editor } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row(/^payments-api/)).toContainText('4/4 healthy');
  await tree.contextMenu('10.0.1.21:8081', 'Service Targets…');
  await quickInput.answer('1');
  await expect(quickInput.title).toContainText('(2/3)');
  await quickInput.answer('3');
  await quickInput.pick(/Run a command…/);
  await quickInput.answer(`echo "$TARGET_ID $TARGET_PORT $TARGET_GROUP_NAME" > ${told}; exit 3`);
  await expect(workbench.editorTab('Servicing payments-api')).toBeVisible();
  await editor.action('Start');

  const panel = workbench.drainMonitor.document.getByRole('region', { name: /^Servicing payments-api/ });
  await expect(
    panel.getByText(/The step failed for 10\.0\.1\.21:8081: It ended with exit code 3\./),
  ).toBeVisible({
    timeout: 20_000,
  });
  expect(await readFile(told, 'utf8')).toBe('10.0.1.21 8081 payments-api\n');
  await workbench.screenshot('servicing-stopped');
  await panel.getByRole('button', { name: 'Continue: the Step Is Done' }).click();
  await expect(panel.getByText('Finished: 1 of 1 serviced.')).toBeVisible({ timeout: 20_000 });
  expect(await world.targets('payments-api')).toContain('10.0.1.21:8081 healthy');
  await rm(folder, { recursive: true });
});
