#!/usr/bin/env node
// Stands in for the desktop VS Code's executable: the same arguments, a VS Code server and a headless browser inside.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { parseVsCodeVersion } from './install.mjs';
import { exitOnSignals } from './processes.mjs';
import { startVsCodeServer, workbenchUrl } from './server.mjs';

// What the server itself reports: modules it was not given, addresses it cannot reach, how it connects.
const noise =
  /native-watchdog|spdlog|getaddrinfo|Service Worker|^\[\w+\] |onnection token|Creating a socket|ChatSessionStore|builtin extensions/;

const longestRunMs = 15 * 60_000;

exitOnSignals();
// The runner that started this may end without a word; its end of the pipe closes then.
process.stdin.resume().once('end', () => process.exit(1));
process.stdin.unref();

const { values } = parseArgs({
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
  },
});
const userDataDir = String(values['user-data-dir']);

const server = await startVsCodeServer({
  version: parseVsCodeVersion(process.env.TEST_VSCODE_VERSION ?? '1.99'),
  dataDir: join(userDataDir, 'server'),
  extensionsDir: join(userDataDir, 'extensions'),
  machineSettings: await desktopSettings(),
  smokeTestDriver: true,
});
const browser = await launchBrowser();
try {
  process.exitCode = await runInWorkbench(await browser.newPage());
} finally {
  await browser.close();
  await server.stop();
}

/** The settings that a desktop VS Code would read from there. */
async function desktopSettings() {
  const file = join(userDataDir, 'User', 'settings.json');
  await mkdir(userDataDir, { recursive: true });
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
}

/**
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<number>} the exit code of the run
 */
async function runInWorkbench(page) {
  // The workbench looks for these two and reports the extension host's console and the end of the run to them.
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const text = format(...args);
      if (noise.test(text)) return;
      if (type === 'error') console.error(text);
      else console.log(text);
    },
  );
  /** @type {Promise<number>} */
  const finished = new Promise((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
    page.once('crash', () => reject(new Error('The workbench crashed.')));
    setTimeout(() => reject(new Error(`No end after ${longestRunMs} ms.`)), longestRunMs).unref();
  });
  await page.goto(
    workbenchUrl(server.url, {
      extensionDevelopmentPath: String(values.extensionDevelopmentPath),
      extensionTestsPath: String(values.extensionTestsPath),
    }),
  );
  return finished;
}
