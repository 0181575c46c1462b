// An unhealthy target is explained; its first remedy, another health check, turns it healthy by real checks.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.refreshSeconds': 2 },
});

test('a target with a wrong response code is explained, and its health check edited until it is healthy', async ({
  workbench,
  emulator,
}) => {
  const { page, quickInput, dialog } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  await world.answer('10.0.2.13', '404');
  await world.advance(30);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  const row = tree.row('web-3');
  await expect(row).toContainText('unhealthy · wrong response code');
  const lines = page.locator('.part.editor .monaco-editor .view-lines');
  const lens = (title: string) =>
    page.locator('.part.editor .codelens-decoration a', { hasText: title }).first();

  const tooltip = await tree.tooltip('web-3');
  await expect(tooltip).toContainText('answers, but with 404 instead of code 200');
  await workbench.screenshot('explain-tooltip');
  await tooltip.getByRole('link', { name: 'Explain Health' }).click();
  await expect(workbench.editorTab(/Health of web-3/)).toBeVisible();
  await expect(lines).toContainText('Both other targets of the group are healthy by the same check');
  await expect(lens('Edit Health Check…')).toBeVisible();
  await workbench.screenshot('explain-health');

  await lens('Edit Health Check…').click();
  await quickInput.pick('Success codes');
  await quickInput.type('503');
  await expect(quickInput.message).toContainText('Codes from 200 to 499');
  await quickInput.answer('200,404');
  await expect(quickInput.item(/Success codes/)).toContainText('200 → 200,404');
  await workbench.screenshot('health-check-settings');
  await quickInput.pick('Review and save 1 change…');
  await expect(dialog.message).toContainText('Change the health check of checkout-web');
  await expect(dialog.detail).toContainText(
    'web-3 answers 404, as last read: it passes the changed check, and turns healthy after 10 seconds at the soonest.',
  );
  await workbench.screenshot('health-check-review');
  await dialog.choose('Save');

  await world.advance(30);
  await expect(row).toContainText(/(?<!un)healthy/);
  await expect(lines).toContainText('OUT OF DATE: the health of these targets has changed since.');
  await workbench.screenshot('explain-outdated');

  await tree.contextMenu('batch-workers', 'Show Routing');
  await expect(lines).toContainText('no listener and no rule forwards to it');
  await expect(lens('Copy the Command')).toBeVisible();
  await workbench.screenshot('routing');

  await workbench.runCommand('Target Groups: Explain Health');
  await quickInput.pick('tcp-ingest');
  await expect(quickInput.items.nth(1)).toContainText('unhealthy · health checks failed');
  await quickInput.pick('All targets of tcp-ingest');
  await expect(lines).toContainText('unhealthy: health checks failed (1 target)');
  await expect(lens('Check Security Groups')).toBeVisible();
  await workbench.screenshot('explain-group');
});
