// The list of targets as a document: editing it, pasting many addresses, a conflict with what others did.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('targets edited as text: a port, a line less, one more by completion; the difference; applied', async ({
  workbench,
  emulator,
}) => {
  const { editor, modified, dialog, notifications } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await tree.contextMenu('checkout-web', 'Edit Targets as Text…');
  await expect(editor.line(/healthy\s·\sweb-2/)).toBeVisible();
  await workbench.screenshot('targets-as-text');
  const [id = ''] = /i-\w+/.exec((await editor.line(/web-2/).textContent()) ?? '') ?? [];

  await editor.replaceLine(/web-2/, `${id}:808080`);
  await expect(editor.mistakes.first()).toBeVisible();
  await editor.replaceLine(id, `${id}:8080`);
  await expect(editor.mistakes).toHaveCount(0);
  await editor.removeLine(/web-3/);
  await editor.typeBelow(id, 'web');
  await expect(editor.suggestions.first()).toBeVisible();
  await workbench.screenshot('targets-as-text-completion');
  await editor.complete('web-4');
  await editor.line(/web-1/).locator('span', { hasText: /i-/ }).last().hover();
  await expect(editor.hover).toContainText('web-1');
  await workbench.screenshot('targets-as-text-hover');

  await editor.save();
  await expect(dialog.message).toContainText('checkout-web: register 2 targets, deregister 2 targets?');
  await expect(dialog.detail).toContainText('web-4');
  await workbench.screenshot('targets-as-text-review');
  await dialog.choose('Show Difference');
  await expect(modified.line(`${id}:8080`)).toBeVisible();
  await expect(
    workbench.editorTab(/^checkout-web.elb-targets/),
    'what is not staged is not saved either',
  ).toHaveClass(/dirty/);
  await workbench.screenshot('targets-as-text-difference');
  await modified.goTo(`${id}:8080`);
  await modified.save();
  await dialog.choose('Stage');
  await expect(notifications.withText(/Pending for checkout-web/)).toBeVisible();
  await workbench.screenshot('targets-as-text-staged');
  await notifications.choose(/Pending for checkout-web/, 'Apply');
  await dialog.choose('Apply');
  await expect
    .poll(() => world.targets('checkout-web'), { timeout: 30_000 })
    .toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${id}:8080 `),
        expect.stringMatching(/^i-\w+:80 (initial|healthy)$/),
        `${id}:80 draining`,
      ]),
    );
  await expect(tree.row(/Pending changes/)).toHaveCount(0);
  await workbench.screenshot('targets-as-text-applied');
});

test('a thousand addresses pasted, of which 40 are wrong: 960 are staged, the 40 stay with line and reason', async ({
  workbench,
  context,
  page,
}) => {
  test.setTimeout(120_000);
  const { editor, notifications } = workbench;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const addresses = Array.from({ length: 1000 }, (_, index) =>
    index % 25 === 24
      ? `10.0.1.${300 + index}:80`
      : `10.0.${1 + (index % 3)}.${30 + (index % 200)}:${1000 + index}`,
  );
  await page.evaluate((text) => navigator.clipboard.writeText(text), addresses.join('\n'));
  const tree = await workbench.openTargetGroups();
  await tree.contextMenu('tcp-ingest', 'Register Targets from Text…');
  await expect(editor.line('10.0.1.324:80')).toBeVisible();
  await workbench.screenshot('thousand-pasted');

  await editor.save();
  await expect(notifications.withText('960 changes are staged; 40 lines cannot be registered')).toBeVisible();
  // Its line when it was pasted: the 25th below the head.
  await expect(editor.line(/^10\.0\.1\.324:80\s+#\sline\s32:/)).toBeVisible();
  await expect(editor.line('10.0.1.30:1000')).toHaveCount(0);
  await expect(tree.row(/Pending changes \(960\)/)).toBeVisible();
  await expect(workbench.editorTab(/Register with tcp-ingest/)).toHaveClass(/dirty/);
  await workbench.screenshot('thousand-staged');
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`thousand-staged-${theme}`);
  }
});

test('a group that somebody else changed meanwhile: shown, merged, nothing undone unseen', async ({
  workbench,
  emulator,
}) => {
  const { editor, dialog, modified } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.contextMenu('tcp-ingest', 'Edit Targets as Text…');
  await expect(editor.line('10.0.1.61:9000')).toBeVisible();
  await editor.typeBelow('10.0.1.61:9000', '10.0.1.50:9000');
  await editor.typeBelow('10.0.1.50:9000', '# a comment of mine');
  await world.deregister('tcp-ingest', '10.0.2.62', 9000);
  await world.register('tcp-ingest', '10.0.2.52', 9000);

  await editor.save();
  await expect(dialog.message).toContainText('tcp-ingest has changed since this document was read.');
  await expect(dialog.detail).toContainText('10.0.2.52:9000');
  await expect(dialog.detail).toContainText('10.0.2.62:9000');
  await workbench.screenshot('conflict');
  await dialog.choose('Show Difference');
  await expect(modified.line('10.0.1.50:9000')).toBeVisible();
  await workbench.screenshot('conflict-difference');
  await modified.goTo('10.0.1.50:9000');
  await modified.save();
  await dialog.box.getByRole('button', { name: 'Merge' }).click();
  await expect(dialog.message).toContainText('tcp-ingest: register 1 target?');
  await dialog.choose('Cancel');
  await expect(modified.line('10.0.2.52:9000')).toBeVisible();
  await expect(modified.line('10.0.2.62:9000')).toHaveCount(0);
  await expect(modified.line('# a comment of mine')).toBeVisible();
  await expect(tree.row(/Pending changes/), 'nothing is staged by a save that was left').toHaveCount(0);
  await modified.save();
  await dialog.choose('Stage');
  await expect(tree.row(/Pending changes \(1\)/)).toBeVisible();
  await workbench.screenshot('conflict-merged');
  expect(await world.targets('tcp-ingest')).toContainEqual(expect.stringContaining('10.0.2.52:9000'));
});

test('targets exported to a file and imported into another group, after a report; two groups compared', async ({
  workbench,
}) => {
  const { quickInput, notifications, editor } = workbench;
  const directory = await mkdtemp(join(tmpdir(), 'target-groups-files-'));
  const tree = await workbench.openTargetGroups();
  await tree.contextMenu('payments-api', 'Export Targets…');
  await quickInput.pick('CSV');
  const exported = join(directory, 'payments.csv');
  await quickInput.answerFile(exported);
  await expect(notifications.withText('4 targets of payments-api written to payments.csv.')).toBeVisible();
  const lines = (await readFile(exported, 'utf8')).split('\r\n');
  expect(lines[0]).toBe('id,port,availability_zone,state,reason,name');
  expect(lines).toContain('10.0.1.21,8081,us-east-1a,healthy,,');

  await writeFile(exported, [...lines, '10.0.1.300,80,,,,'].join('\r\n'));
  await tree.contextMenu('tcp-ingest', 'Import Targets…');
  await quickInput.answerFile(exported);
  await expect(quickInput.item(/Add only: register 4 targets/)).toBeVisible();
  await expect(editor.line('## Cannot be registered: 1')).toBeVisible();
  await workbench.screenshot('import-report');
  await quickInput.pick(/Add only: register 4 targets/);
  await expect(tree.row(/Pending changes \(4\)/)).toBeVisible();

  await tree.select('payments-api', 'tcp-ingest');
  await tree.contextMenu('tcp-ingest', 'Compare with Another Target Group…');
  await expect(workbench.modified.line('10.0.1.61:9000')).toBeVisible();
  await workbench.screenshot('groups-compared');
  await rm(directory, { recursive: true });
});
