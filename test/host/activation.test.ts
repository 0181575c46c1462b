// The extension starts without the SDK, which comes with the first read of an account.
import * as assert from 'node:assert';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, extensions, workspace } from 'vscode';
import { until } from './until';

const ID = 'elb-target-groups.elb-target-groups';

/** As another window has written it down. */
const DRAIN = {
  id: 'drain',
  connectionId: 'emulator@us-east-1',
  groupArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/gone/0123456789abcdef',
  groupName: 'gone',
  target: { id: '10.0.0.1', port: 80 },
  startedAt: Date.now(),
  startedBy: 'us',
  delayMilliseconds: 300_000,
  phase: 'draining',
};

/** Where the extension keeps what all windows share: the server's data folder is in that of the desktop. */
function globalStorage(): string {
  const data = process.env.TEST_USER_DATA ?? '';
  const folders = [join(data, 'server', 'data'), data].map((folder) =>
    join(folder, 'User', 'globalStorage', ID),
  );
  const found = folders.find((folder) => existsSync(folder));
  assert.ok(found, `none of ${folders.join(', ')} is there`);
  return found;
}

/** Names of this extension's bundles that the extension host has loaded. */
function loadedBundles(): string[] {
  const root = extensions.getExtension(ID)?.extensionPath ?? '';
  return Object.keys(require.cache)
    .filter((file) => file.startsWith(root))
    .map((file) => file.slice(root.length + 1));
}

describe('activation', () => {
  it('registers every contributed command and loads no SDK module', async () => {
    const extension = extensions.getExtension<undefined>(ID);
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepStrictEqual(missing, []);
    assert.deepStrictEqual(
      loadedBundles().filter((name) => name.startsWith('dist')),
      ['dist/extension.js'],
    );
  });

  it('loads the SDK when a stored drain goes on, and not for a connection alone, though no view is open', async () => {
    const setting = workspace.getConfiguration('targetGroups');
    await setting.update(
      'connections',
      [{ kind: 'emulator', region: 'us-east-1' }],
      ConfigurationTarget.Global,
    );
    assert.ok(!loadedBundles().includes('dist/aws.js'));
    writeFileSync(join(globalStorage(), 'drains.json'), JSON.stringify([DRAIN]));
    await until('the SDK is loaded', () => loadedBundles().includes('dist/aws.js'));
    await setting.update('connections', undefined, ConfigurationTarget.Global);
  });

  it('adds the emulator to the setting when it is started', async () => {
    await commands.executeCommand('targetGroups.startEmulator');
    assert.deepStrictEqual(workspace.getConfiguration('targetGroups').get('connections'), [
      { kind: 'emulator', region: 'us-east-1' },
    ]);
  });

  it('adds no second emulator to the setting, and leaves malformed entries to their author', async () => {
    const configuration = workspace.getConfiguration('targetGroups');
    const mine = [{ kind: 'profile', profile: 'no region' }, { kind: 'emulator' }];
    await configuration.update('connections', mine, ConfigurationTarget.Global);
    await commands.executeCommand('targetGroups.startEmulator');
    assert.deepStrictEqual(workspace.getConfiguration('targetGroups').get('connections'), mine);
  });
});
