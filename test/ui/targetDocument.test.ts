// The list of targets as a document: editing it, pasting many addresses, a conflict with what others did.
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
