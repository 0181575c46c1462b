// A target that its security group cuts off: found by the check, mended by the missing rule, healthy by real health checks.
import { join } from 'node:path';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  scenario: join(import.meta.dirname, 'closedReports.scenario.json'),
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }] },
  timeScale: 2,
});

test('a target with Target.Timeout is checked, its missing rule reviewed and added, and it turns healthy', async ({
  workbench,
  emulator,
}) => {
  const { page, dialog } = workbench;
  const lines = page.locator('.part.editor .monaco-editor .view-lines');
  const lens = (title: string) =>
    page.locator('.part.editor .codelens-decoration a', { hasText: title }).first();
  const tree = await workbench.openTargetGroups();
  await tree.expand('reports-web');
  await expect(tree.row('reports-1')).toContainText('unhealthy · no answer in time');
  await expect(await tree.tooltip('reports-1')).toContainText('Run Check Security Groups');

  await tree.contextMenu('reports-web', 'Check Security Groups');
  await expect(workbench.editorTab(/Security Groups of reports-web/)).toBeVisible();
  await expect(lines).toContainText('2 targets: 1 not let in, 1 let in');
  await expect(lines).toContainText('Allow traffic on the instance listener port');
  await expect(lens('Check Again')).toBeVisible();
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`security-check-${theme}`);
  }

  await expect(await tree.tooltip('reports-1')).toContainText(
    /The check of the security groups at .* found: reports \(sg-\w+\) does not let front/,
  );
  await workbench.screenshot('security-tooltip');

  await lens('Add the Missing Rules…').click();
  await expect(dialog.message).toContainText('Add security group rules for reports-web?');
  await expect(dialog.detail).toContainText(
    /TCP port 8080 from front \(sg-\w+\), for traffic and health checks/,
  );
  await expect(dialog.detail).toContainText('1 other network interface has reports');
  await expect(dialog.detail).toContainText('nightly');
  await workbench.screenshot('security-review');
  await dialog.choose('Add All and the Recommended');

  await expect(lines).toContainText('2 targets: 2 let in');
  await expect(lens('Add the Missing Rules…')).toHaveCount(0);
  await new EmulatorWorld(emulator.endpoint).advance(60);
  await expect(tree.row('reports-1')).toContainText(/(?<!un)healthy/);
  await workbench.screenshot('security-mended');
});

test('a group is checked from the palette, and its missing rules are copied as commands', async ({
  workbench,
}) => {
  const { page, quickInput } = workbench;
  await workbench.openTargetGroups();
  await workbench.runCommand('Target Groups: Copy the Missing Security Group Rules as AWS CLI');
  await quickInput.pick('reports-web');
  await expect(workbench.statusBarItem('Copied the AWS CLI command')).toBeVisible();
  await workbench.runCommand('Target Groups: Check Security Groups');
  await quickInput.pick('reports-data');
  const lines = page.locator('.part.editor .monaco-editor .view-lines');
  await expect(lines).toContainText('2 targets: 2 not known');
  await workbench.screenshot('security-addresses');
});
