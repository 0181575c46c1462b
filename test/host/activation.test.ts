// The extension starts without the SDK, which comes with the first read of an account.
import * as assert from 'node:assert';
import { commands, ConfigurationTarget, extensions, workspace } from 'vscode';
import { until } from './until';

const ID = 'elb-target-groups.elb-target-groups';

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

  it('loads the SDK when a connection is opened', async () => {
    await commands.executeCommand('targetGroups.startEmulator');
    await until('the SDK is loaded', () => loadedBundles().includes('dist/aws.js'));
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
