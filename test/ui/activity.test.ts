// What is under way: the Activity view, the status bar, waits and messages.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.changes': 'applyAtOnce' },
});

test('a drain that is waited for and a target that does not turn healthy are told of, and finish', async ({
  workbench,
  emulator,
}) => {
  const { activity, quickInput, notifications } = workbench;
  const world = new EmulatorWorld(emulator.endpoint);
  await world.setDeregistrationDelay('payments-api', 300);
  const tree = await workbench.openTargetGroups();
  await expect(activity.welcome).toContainText('Nothing is under way');
  await tree.expand('payments-api');

  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Any network/);
  await quickInput.answer('10.0.2.53');
  const arriving = activity.row(/payments-api · 10\.0\.2\.53:8080/);
  await expect(arriving).toContainText(/Checking · healthy expected within \d+ s/);

  await tree.inlineAction('10.0.2.22:8080', 'Deregister Targets…');
  await workbench.dialog.choose('Deregister');
  const draining = activity.row(/Draining · /);
  await expect(draining).toContainText(/Draining · [45]:\d\d left at most/);
  await expect(draining).toContainText('payments-api · 10.0.2.22:8080');
  await expect(draining).toHaveAttribute(
    'aria-label',
    /^10\.0\.2\.22:8080 of payments-api: draining, [45]:\d\d left at most/,
  );
  await expect(workbench.statusBarItem(/1 draining · [45]:\d\d/)).toBeVisible();
  await tree.contextMenu('10.0.2.22:8080', 'Wait until Drained');
  await expect(activity.row(/Waiting until drained · 0 of 1/)).toBeVisible();
  await workbench.screenshot('activity-under-way');

  await world.advance(300);
  const drained = /10\.0\.2\.22:8080 of payments-api is drained, after 0:\d\d\./;
  await expect(notifications.withText(drained)).toBeVisible();
  await expect(activity.row(/Gone after 0:\d\d/)).toBeVisible();
  await expect(activity.row(/Drained after 0:\d\d/)).toBeVisible();

  const late =
    /10\.0\.2\.53:8080 of payments-api is not healthy 0:\d\d after the register: health checks failed \(Target\.FailedHealthChecks\)\./;
  await expect(notifications.withText(late)).toBeVisible({ timeout: 45_000 });
  await expect(arriving).toContainText(/Not healthy after 0:\d\d: Target\.FailedHealthChecks/);
  await expect(workbench.statusBarItem('1 not healthy')).toHaveClass(/warning-kind/);
  await workbench.screenshot('activity-problem');

  await notifications.choose(late, 'Reveal');
  await expect(tree.row('10.0.2.53:8080')).toHaveClass(/selected/);
  await workbench.runCommand('Target Groups: Clear Finished');
  await expect(activity.row(/payments-api/)).toHaveCount(1);

  await workbench.runCommand('Target Groups: Wait until Healthy');
  await quickInput.pick('legacy-reports');
  await quickInput.check('legacy-reports');
  await quickInput.accept();
  await expect(notifications.withText(/legacy-reports of legacy-reports is healthy already/)).toBeVisible();
});
