// The packaged extension shows up, says how to begin, and begins.
import { expect, test } from './fixtures';

test('an empty start offers the emulator, and the emulator has target groups', async ({ workbench }) => {
  const tree = await workbench.openTargetGroups();
  await expect(tree.welcome.getByRole('button', { name: 'Start the Emulator' })).toBeVisible();
  await workbench.screenshot('welcome');

  await tree.welcome.getByRole('button', { name: 'Start the Emulator' }).click();
  await expect(tree.row(/healthy/).first()).toBeVisible();
  await workbench.screenshot('sample-world');
});
