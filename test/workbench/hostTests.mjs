// Runs test/host inside the extension host of a VS Code: the server's, or with --desktop a downloaded desktop one.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './browser.mjs';
import { buildExtension, buildHostTests } from './build.mjs';
import { startEmulator } from './emulatorProcess.mjs';
import { ensureDependencies, ensureVsCode, parseVsCodeVersion } from './install.mjs';
import { isolatedEnvironment } from './isolation.mjs';
import { outDir, root } from './paths.mjs';
import { exitOnSignals } from './processes.mjs';

exitOnSignals();
const { values } = parseArgs({
  options: {
    vscode: { type: 'string', default: '1.99' },
    desktop: { type: 'boolean', default: false },
    grep: { type: 'string' },
  },
});
const version = parseVsCodeVersion(values.vscode);

await ensureDependencies();
const { runTests, TestRunFailedError } = await import('@vscode/test-electron');
const desktop = values.desktop
  ? { version: version === 'latest' ? 'stable' : '1.99.3' }
  : await serverAsDesktop();
await buildExtension();
const extensionTestsPath = await buildHostTests();
const emulator = await startEmulator();
// A desktop VS Code puts a socket into its data folder, whose path must stay short.
const home = await mkdtemp(join(tmpdir(), 'target-groups-host-'));
try {
  const { HOME, USERPROFILE, ...isolated } = await isolatedEnvironment(home);
  const data = await userDataDir();
  await runTests({
    ...desktop,
    extensionDevelopmentPath: root,
    extensionTestsPath,
    launchArgs: [`--user-data-dir=${data}`, `--extensions-dir=${join(home, 'extensions')}`],
    extensionTestsEnv: {
      ...isolated,
      ...('version' in desktop ? {} : { HOME, USERPROFILE }),
      TEST_EMULATOR_ENDPOINT: emulator.endpoint,
      TEST_USER_DATA: data,
      TEST_RESULTS_FILE: join(outDir, 'host-results.json'),
      TEST_GREP: values.grep,
    },
  });
} catch (error) {
  if (!(error instanceof TestRunFailedError)) throw error;
  process.exitCode = 1;
} finally {
  await emulator.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

async function serverAsDesktop() {
  await ensureVsCode(version);
  process.env.CHROMIUM_PATH = await ensureBrowser();
  process.env.TEST_VSCODE_VERSION = version;
  return { vscodeExecutablePath: fileURLToPath(new URL('vscode-server-launcher.mjs', import.meta.url)) };
}

async function userDataDir() {
  const dir = join(home, 'data');
  await mkdir(join(dir, 'User'), { recursive: true });
  const settings = { 'targetGroups.emulator.endpoint': emulator.endpoint };
  await writeFile(join(dir, 'User', 'settings.json'), JSON.stringify(settings));
  return dir;
}
