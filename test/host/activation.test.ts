// The extension is there and starts.
import * as assert from 'node:assert';
import { commands, extensions } from 'vscode';

describe('activation', () => {
  it('finds the extension, activates it and has its commands', async () => {
    const extension = extensions.getExtension('elb-target-groups.elb-target-groups');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.ok((await commands.getCommands(true)).includes('targetGroups.startEmulator'));
  });
});
