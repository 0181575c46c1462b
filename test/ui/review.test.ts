// The review of pending changes, and the equivalent AWS CLI commands.
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';

test.use({ settings: { 'targetGroups.connections': [{ kind: 'emulator' }] } });

test('two registers and a deregister are reviewed, their commands copied, and applied from the review', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const { quickInput, dialog, editor } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Any network/);
  await quickInput.answer('10.0.1.50 10.0.1.51:8081');
  await expect(tree.row('Pending changes (2)')).toBeVisible();
  await tree.inlineAction('10.0.1.21:8081', 'Deregister Targets…');
  await tree.inlineAction('Pending changes (3)', 'Review Pending Changes');
  await expect(workbench.editorTab('Review of payments-api')).toBeVisible();

  const text = await workbench.editorText();
  expect(text).toContain('# Pending changes of payments-api');
  expect(text).toContain('- Verdict:      3 ok');
  expect(text).toContain('1. RegisterTargets, 2 targets\n2. DeregisterTargets, 1 target\n');
  expect(text).toMatch(/\| 1 {4}\| register {3}\| 10\.0\.1\.51 \| 8081 \|/);
  expect(text).toMatch(/\| 2 {4}\| deregister \| 10\.0\.1\.21 \| 8081 \|/);
  expect(text).toMatch(/\| now +\| +\d \| +4 \|/);
  expect(text).toContain('- 10.0.1.21:8081 can be registered again only when the deregistration');
  expect(text).toContain('Targets per Target Group: 1,000. 4 are listed');
  const commands = /```sh\n([^]*)\n```/.exec(text)?.[1];
  expect(commands).toContain(`--endpoint-url ${emulator.endpoint}`);
  expect(commands).toMatch(/register-targets [^]* Id=10\.0\.1\.50,Port=8080 [^]*&&\n.*deregister-targets/);
  for (const theme of ['light', 'highContrast', 'dark'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`review-${theme}`);
  }

  await workbench.page.keyboard.press('ControlOrMeta+End');
  await editor.action('Copy the Commands');
  await expect(workbench.statusBarItem('Copied 2 AWS CLI commands')).toBeVisible();
  expect(await workbench.clipboard()).toBe(commands);

  await tree.inlineAction('Register 10.0.1.51:8081', 'Remove Pending Change');
  await expect.poll(() => workbench.editorText()).toContain('OUT OF DATE');
  await workbench.screenshot('review-outdated');
  await editor.action('Refresh the Review');
  await expect.poll(() => workbench.editorText()).not.toContain('OUT OF DATE');
  expect(await workbench.editorText()).toContain('1. RegisterTargets, 1 target\n');

  await editor.action('Apply');
  await dialog.choose('Apply');
  await expect(tree.row(/^Pending changes/)).toHaveCount(0);
  expect(await world.targets('payments-api')).toEqual(
    expect.arrayContaining(['10.0.1.21:8081 draining', expect.stringContaining('10.0.1.50:8080')]),
  );
});

test('a group, some targets and a pending change are copied as AWS CLI commands', async ({
  workbench,
  emulator,
}) => {
  const { quickInput } = workbench;
  const tree = await workbench.openTargetGroups();
  await tree.expand('payments-api');
  await tree.contextMenu('payments-api', 'Copy as AWS CLI…');
  await workbench.screenshot('copy-command');
  await quickInput.pick('describe-target-health');
  await expect(workbench.statusBarItem('Copied the AWS CLI command')).toBeVisible();
  expect(await workbench.clipboard()).toMatch(
    new RegExp(
      `aws elbv2 describe-target-health .*--endpoint-url ${emulator.endpoint} .*targetgroup/payments-api/\\w+$`,
      's',
    ),
  );

  await tree.select('10.0.1.21:8080', '10.0.2.22:8080');
  await tree.contextMenu('10.0.2.22:8080', 'Copy as AWS CLI…');
  await quickInput.pick('deregister-targets');
  const deregister = /deregister-targets .*Id=10\.0\.1\.21,Port=8080\S* .*Id=10\.0\.2\.22,Port=8080\S*$/s;
  await expect.poll(() => workbench.clipboard()).toMatch(deregister);

  await tree.inlineAction('payments-api', 'Register Targets…');
  await quickInput.pick(/Any network/);
  await quickInput.answer('10.0.1.50');
  await tree.contextMenu('Register 10.0.1.50:8080', 'Copy as AWS CLI…');
  await expect.poll(() => workbench.clipboard()).toMatch(/ register-targets .*Id=10\.0\.1\.50,Port=8080$/s);
});
