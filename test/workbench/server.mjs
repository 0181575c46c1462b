// Starts a VS Code server and builds the addresses of its workbench.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureVsCode } from './install.mjs';
import { runQuietly, startProcess } from './processes.mjs';

/**
 * @typedef {object} VsCodeServerOptions
 * @property {import('./install.mjs').VsCodeVersion} version
 * @property {number} [port] a free one when left out
 * @property {string} [dataDir] a new one, removed at the end, when left out
 * @property {string} [extensionsDir]
 * @property {string} [extensionVsix] a packaged extension to install first
 * @property {Record<string, unknown>} [machineSettings]
 * @property {NodeJS.ProcessEnv} [env] reaches the extension too
 * @property {boolean} [smokeTestDriver] newer versions take a development extension only with it; it refuses dialogs
 * @property {string} [connectionToken] asked for in the address; none when left out
 * @property {string[]} [extraArgs]
 */

/**
 * @typedef {object} VsCodeServer
 * @property {string} url
 * @property {string} dataDir
 * @property {(settings: Record<string, unknown>) => Promise<void>} changeMachineSettings the window follows at once
 * @property {() => string} output
 * @property {() => Promise<void>} stop
 */

/**
 * @param {VsCodeServerOptions} options
 * @returns {Promise<VsCodeServer>}
 */
export async function startVsCodeServer(options) {
  const { version, port = 0, env = process.env, machineSettings = {}, extraArgs = [] } = options;
  const { node, serverMain } = await ensureVsCode(version);
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'target-groups-vscode-')));
  const settingsFile = join(dataDir, 'data', 'Machine', 'settings.json');
  await changeSettings(settingsFile, machineSettings);
  if (options.extensionVsix) {
    await installVsix({ ...options, dataDir, vsix: options.extensionVsix });
  }
  const server = startProcess(
    node,
    [
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(options.connectionToken
        ? ['--connection-token', options.connectionToken]
        : ['--without-connection-token']),
      ...commonArgs(dataDir, options.extensionsDir),
      '--disable-workspace-trust',
      ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
      ...extraArgs,
    ],
    { env },
  );
  const [, bound] = await server.waitForOutput(/Extension host agent listening on (\d+)/, 60_000);
  return {
    url: `http://127.0.0.1:${bound}/`,
    dataDir,
    changeMachineSettings: (settings) => changeSettings(settingsFile, settings),
    output: server.output,
    stop: async () => {
      await server.stop();
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Installs a packaged extension, the way a user's VS Code does.
 * @param {Pick<VsCodeServerOptions, 'version' | 'extensionsDir' | 'env'> & { dataDir: string, vsix: string }} options
 */
export async function installVsix({ version, dataDir, extensionsDir, env = process.env, vsix }) {
  const { node, serverMain } = await ensureVsCode(version);
  await runQuietly(
    node,
    [serverMain, '--install-extension', vsix, '--force', ...commonArgs(dataDir, extensionsDir)],
    { env },
  );
}

/**
 * @param {string} dataDir
 * @param {string} [extensionsDir]
 */
function commonArgs(dataDir, extensionsDir) {
  return [
    ...['--server-data-dir', dataDir],
    ...(extensionsDir ? ['--extensions-dir', extensionsDir] : []),
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
  ];
}

/**
 * Changes some settings and keeps the others: the extension writes its own there.
 * @param {string} file
 * @param {Record<string, unknown>} changes
 */
export async function changeSettings(file, changes) {
  const before = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...before, ...changes }, null, 2));
}

/**
 * The address of a window.
 * @param {string} serverUrl
 * @param {object} [options]
 * @param {string} [options.folder] an empty window when left out
 * @param {string} [options.extensionDevelopmentPath]
 * @param {string} [options.extensionTestsPath]
 * @param {string} [options.connectionToken]
 */
export function workbenchUrl(serverUrl, options = {}) {
  const url = new URL(serverUrl);
  const remote = (/** @type {string} */ path) => `vscode-remote://${url.host}${encodeURI(asUriPath(path))}`;
  /** @type {[string, string][]} */
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  for (const key of /** @type {const} */ (['extensionDevelopmentPath', 'extensionTestsPath'])) {
    if (options[key]) payload.push([key, remote(options[key])]);
  }
  if (options.connectionToken) url.searchParams.set('tkn', options.connectionToken);
  if (options.folder) url.searchParams.set('folder', asUriPath(options.folder));
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** @param {string} path */
function asUriPath(path) {
  const forward = path.replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}
