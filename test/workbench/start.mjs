// npm start: the extension in a VS Code, with an emulator to play with. The first command in a fresh clone.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension } from './build.mjs';
import { startEmulator } from './emulatorProcess.mjs';
import { ensureDependencies } from './install.mjs';
import { cacheDir, root } from './paths.mjs';
import { exitOnSignals, runCommand } from './processes.mjs';
import { changeSettings, startVsCodeServer, workbenchUrl } from './server.mjs';

exitOnSignals();
const { values } = parseArgs({
  options: {
    // In the browser although `code` is there.
    browser: { type: 'boolean', default: false },
    port: { type: 'string', default: '8645' },
  },
});

await ensureDependencies();
console.log('Building…');
await buildExtension();
const emulator = await startEmulator({ port: await preferred(4566) });
console.log(`Emulator listening on ${emulator.endpoint}`);
const settings = { 'targetGroups.emulator.endpoint': emulator.endpoint };
if (!values.browser && isOnPath('code')) await openDesktop();
else await openInBrowser();

async function openDesktop() {
  const userDataDir = join(cacheDir, 'desktop-user-data');
  await changeSettings(join(userDataDir, 'User', 'settings.json'), settings);
  console.log('Opening VS Code…  (close its window, or Ctrl+C, to stop)');
  process.exitCode = await runCommand('code', [
    '--wait',
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${userDataDir}`,
    `--extensions-dir=${join(cacheDir, 'desktop-extensions')}`,
  ]);
  await emulator.stop();
}

async function openInBrowser() {
  // Any page in the browser may call a port of this machine: a token keeps the others out.
  const connectionToken = randomUUID();
  const server = await startVsCodeServer({
    version: '1.99',
    // The browser keeps the window's state by address.
    port: await preferred(Number(values.port)),
    dataDir: join(cacheDir, 'browser-data'),
    machineSettings: settings,
    connectionToken,
  });
  const address = workbenchUrl(server.url, { extensionDevelopmentPath: root, connectionToken });
  console.log(`Open ${address}  (Ctrl+C stops it)`);
  if (process.stdout.isTTY) openAddress(address);
}

/** @param {string} address */
function openAddress(address) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // A convenience: the line above says it all.
  if (isOnPath(opener)) spawn(opener, [address], { stdio: 'ignore' }).on('error', () => undefined);
}

/**
 * @param {number} port
 * @returns {Promise<number>} the port, or 0 for any when it is in use
 */
function preferred(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
