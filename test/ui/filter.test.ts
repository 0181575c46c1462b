// A group's targets filtered while typing, and sorted; both stay over a reload of the window.
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('a filter shows its targets while it is typed, stays over a reload, and is cleared from its row', async ({
  workbench,
}) => {
  const { quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row('10.0.1.21:8080')).toBeVisible();

  await tree.contextMenu('payments-api', 'Filter Targets…');
  await quickInput.type('port:8081');
  await expect(quickInput.message).toContainText('1 of 4 shown');
  await expect(tree.row('10.0.1.21:8080'), 'the tree follows').toHaveCount(0);
  await expect(tree.row('10.0.1.21:8081')).toBeVisible();
  await quickInput.type('prot:8081');
  await expect(quickInput.message).toContainText('There is no “prot” to filter by.');
  await expect(tree.row('10.0.1.21:8081'), 'what cannot be read changes nothing').toBeVisible();
  await workbench.screenshot('filter-problem');
  await quickInput.accept();
  await expect(quickInput.input, 'nor is it taken').toHaveValue('prot:8081');
  await quickInput.cancel();
  await expect(tree.row('10.0.1.21:8080'), 'leaving shows what was shown before').toBeVisible();
  await expect(tree.row(/^Filter:/)).toHaveCount(0);

  await tree.contextMenu('payments-api', 'Filter Targets…');
  await quickInput.answer('-port:8081 10.0.1.');
  await expect(tree.row('payments-api')).toContainText(/\d of 4 shown · /);
  await expect(tree.row('Filter: -port:8081 10.0.1.')).toBeVisible();
  await expect(tree.row('10.0.1.21:8081')).toHaveCount(0);
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`filter-${theme}`);
  }

  await workbench.reload({ keeping: '-port:8081 10.0.1.' });
  await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await expect(tree.row('Filter: -port:8081 10.0.1.')).toBeVisible();
  await expect(tree.row('10.0.1.21:8080')).toBeVisible();
  await expect(tree.row('10.0.1.21:8081')).toHaveCount(0);

  // Its row is there to change it.
  await tree.row('Filter: -port:8081 10.0.1.').click();
  await quickInput.answer('nowhere');
  await expect(tree.row('No target matches')).toBeVisible();
  await expect(tree.row('Clear the Filter')).toBeVisible();
  await workbench.screenshot('filter-nothing');
  await tree.inlineAction('Filter: nowhere', 'Clear Filter');
  await expect(tree.row('10.0.1.21:8081')).toBeVisible();
  await expect(tree.row('payments-api')).not.toContainText('shown');
});

test('targets are sorted by what is chosen, also after a reload', async ({ workbench }) => {
  const { quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await expect(tree.row('web-3')).toBeVisible();
  const names = () =>
    tree.body.locator('.monaco-list-row[aria-label^="Target web-"] .label-name').allTextContents();
  expect(await names()).toEqual(['web-1', 'web-2', 'web-3']);

  await tree.contextMenu('checkout-web', 'Sort Targets…');
  await workbench.screenshot('sort');
  await quickInput.pick('State, worst first');
  await expect.poll(names).toEqual(['web-3', 'web-1', 'web-2']);
  await workbench.reload({ keeping: '"key":"state"' });
  await workbench.openTargetGroups();
  await tree.expand('checkout-web');
  await expect.poll(names).toEqual(['web-3', 'web-1', 'web-2']);
});
