// Replacing a function through a new target group, while its listener takes requests: whole, and interrupted in the middle.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';
import { Visitors } from './visitors';
import type { Workbench } from './pages/workbench';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

const REPLACE = 'Replace Function Through a New Target Group…';

/** From the group's menu to the dialog that asks whether to go on. */
async function review(workbench: Workbench): Promise<void> {
  const { quickInput, tree } = workbench;
  await tree.expand('orders-events');
  await expect(tree.row('orders-events:live')).toBeVisible();
  await tree.contextMenu('orders-events', REPLACE);
  await expect(quickInput.title).toContainText('Replace the Function of orders-events (1/3)');
  await quickInput.pick('orders-events');
  await expect(quickInput.item('previous')).toContainText('version 3');
  await workbench.screenshot('replace-function-alias');
  await quickInput.pick('previous');
  await quickInput.type('orders_2');
  await expect(quickInput.message).toContainText('“_” cannot be in the name of a target group');
  await quickInput.answer('orders-events-2');
}

test('through a new group, no request fails, and the old group is deleted in the end', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const { dialog, notifications } = workbench;
  const tree = await workbench.openTargetGroups();
  const visitors = await Visitors.of(emulator.endpoint, 'shop-web', '/orders/events');
  await review(workbench);
  await expect(dialog.message).toContainText(
    'Replace the function of orders-events (Emulator) by orders-events:previous?',
  );
  await expect(dialog.detail).toContainText('Create orders-events-2 with the settings of orders-events.');
  await expect(dialog.detail).toContainText('lambda:InvokeFunction');
  await expect(dialog.detail).toContainText('Move 1 route: shop-web HTTP:80, rule 20 (path /orders/events)');
  await expect(workbench.editorTab(/Replace the Function of orders-events/)).toBeVisible();
  await workbench.screenshot('replace-function-review');
  expect(await visitors.groupsSeen()).toEqual(['orders-events']);
  await dialog.choose('Continue');

  const end = /1 route forwards to orders-events-2 with orders-events:previous now/;
  await expect(notifications.withText(end)).toBeVisible({ timeout: 30_000 });
  await expect(tree.row('orders-events-2')).toContainText('shop-web');
  await workbench.screenshot('replace-function-done');
  await expect.poll(() => visitors.lastGroup()).toBe('orders-events-2');
  expect(await world.targets('orders-events')).toHaveLength(1);

  await notifications.choose(end, 'Delete the Old Group…');
  await expect(dialog.message).toContainText('Delete the target group orders-events (Emulator)?');
  await expect(dialog.detail).toContainText('orders-events has 1 registered target, orders-events:live');
  await workbench.screenshot('replace-function-delete');
  await dialog.choose('Delete');
  await expect(tree.row('orders-events')).toHaveCount(0);
  await visitors.leave();
  expect(visitors.failures).toEqual([]);
  expect(await visitors.groupsSeen()).toEqual(['orders-events', 'orders-events-2']);
});

test('denied in the middle, says what is done, and goes on without a second group', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const { dialog, notifications, quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  const visitors = await Visitors.of(emulator.endpoint, 'shop-web', '/orders/events');
  await world.fail({ action: 'ModifyRule', code: 'AccessDenied', times: 1 });
  await review(workbench);
  await dialog.choose('Continue');
  const stopped = /stopped at moving shop-web HTTP:80, rule 20/;
  await expect(notifications.withText(stopped)).toContainText('elasticloadbalancing:ModifyRule', {
    timeout: 30_000,
  });
  await expect(notifications.withText(stopped)).toContainText(
    'Done: orders-events-2 is there; orders-events:previous is registered with it.',
  );
  await workbench.screenshot('replace-function-denied');
  expect(await visitors.lastGroup()).toBe('orders-events');

  await notifications.choose(stopped, 'Go On…');
  await expect(quickInput.item(/Go on with orders-events-2/)).toBeVisible();
  await quickInput.pick(/Go on with orders-events-2/);
  await expect(dialog.detail).toContainText('1. Move 1 route');
  await workbench.screenshot('replace-function-go-on');
  await dialog.choose('Continue');
  await expect(notifications.withText(/1 route forwards to orders-events-2/)).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => visitors.lastGroup()).toBe('orders-events-2');
  await visitors.leave();
  expect(visitors.failures).toEqual([]);
  await expect(tree.row(/^orders-events-3/)).toHaveCount(0);
});

test('a second function is not registered, but the way through a new group is offered', async ({
  workbench,
}) => {
  const { notifications, quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.inlineAction('orders-events', 'Register Targets…');
  const refusal = /The function orders-events:live is registered already/;
  await expect(notifications.withText(refusal)).toBeVisible();
  await workbench.screenshot('replace-function-offered');
  await notifications.choose(refusal, 'Replace Through a New Target Group…');
  await expect(quickInput.title).toContainText('Replace the Function of orders-events (1/3)');
});

test('a group in use is not deleted, and what uses it is named', async ({ workbench }) => {
  const { quickInput, notifications, tree } = workbench;
  await workbench.openTargetGroups();
  await expect(tree.row('payments-api')).toBeVisible();
  await workbench.runCommand('Target Groups: Delete Target Group…');
  await quickInput.pick('payments-api');
  await expect(
    notifications.withText('it is in use by shop-web HTTP:80, rule 10 (path /payments/*)'),
  ).toBeVisible();
});
