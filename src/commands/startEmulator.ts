// Starts the emulator and adds its connection.
import { EMULATOR_REGION } from '../model/connection';
import { COMMANDS, VIEWS } from '../model/contributions';
import { commands, window } from 'vscode';
import type { CommandFunction } from './services';

const SAID_FOR_MILLISECONDS = 6_000;

export const startEmulator: CommandFunction = async ({ connections, emulator, inventory }) => {
  await window.withProgress(
    { location: { viewId: VIEWS.targetGroups }, title: 'Starting the emulator' },
    async () => {
      await emulator.start();
      await connections.add({ kind: 'emulator', region: EMULATOR_REGION });
    },
  );
  // One that was there before has clients for an address that may be gone.
  for (const account of inventory.accounts.filter(({ connection }) => connection.kind === 'emulator')) {
    account.reconnect();
    await account.readGroups({ priority: 'user' });
  }
  await commands.executeCommand(`${VIEWS.targetGroups}.focus`);
};

/** Puts the emulator's world back to its beginning. */
export const resetEmulator: CommandFunction = async ({ emulator, inventory }) => {
  await emulator.reset();
  for (const account of inventory.accounts.filter(({ connection }) => connection.kind === 'emulator')) {
    await account.readGroups({ priority: 'user' });
  }
  await commands.executeCommand(COMMANDS.refresh);
  window.setStatusBarMessage('$(check) The emulator’s world is as at its beginning', SAID_FOR_MILLISECONDS);
};
