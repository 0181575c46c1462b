// What every journey gets: an emulator, a VS Code with the packaged extension, and a window open on it, all fresh.
import { test as base, expect } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../workbench/emulatorProcess.mjs';
import type { RunningEmulator } from '../workbench/emulatorProcess.mjs';
import { parseVsCodeVersion } from '../workbench/install.mjs';
import { isolatedEnvironment } from '../workbench/isolation.mjs';
import type { AwsFiles } from '../workbench/isolation.mjs';
import { startVsCodeServer } from '../workbench/server.mjs';
import type { VsCodeServer } from '../workbench/server.mjs';
import { Workbench } from './pages/workbench';

/** Set them with `test.use({ … })`. */
interface Options {
  /** A scenario file for the emulator; empty for its sample world. */
  scenario: string;
  /** How many times faster than real the emulator's time goes. */
  timeScale: number;
  /** The user's ~/.aws/config and ~/.aws/credentials; `EMULATOR` in them stands for the emulator's address. */
  awsFiles: AwsFiles;
  /** Settings over the defaults below, such as `targetGroups.connections`. */
  settings: Record<string, unknown>;
  /** An error on the console that the journey brings about. */
  expectedError: RegExp | undefined;
}

interface Fixtures {
  emulator: RunningEmulator;
  server: VsCodeServer;
  workbench: Workbench;
}

/** Nothing of VS Code's own covers what a journey looks at. */
const quietSettings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
};

export const test = base.extend<Options & Fixtures>({
  scenario: ['', { option: true }],
  timeScale: [1, { option: true }],
  awsFiles: [{}, { option: true }],
  settings: [{}, { option: true }],
  expectedError: [undefined, { option: true }],

  emulator: async ({ scenario, timeScale }, use) => {
    const emulator = await startEmulator({ timeScale, ...(scenario === '' ? {} : { scenario }) });
    await use(emulator);
    await emulator.stop();
  },

  server: async ({ emulator, awsFiles, settings }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'target-groups-home-'));
    const server = await startVsCodeServer({
      version: parseVsCodeVersion(process.env.TEST_VSCODE_VERSION ?? '1.99'),
      extensionsDir: process.env.TEST_EXTENSIONS_DIR ?? '',
      machineSettings: {
        ...quietSettings,
        'targetGroups.emulator.endpoint': emulator.endpoint,
        ...settings,
      },
      env: {
        ...process.env,
        ...(await isolatedEnvironment(home, withEndpoint(awsFiles, emulator.endpoint))),
      },
    });
    await use(server);
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },

  workbench: async ({ page, server, expectedError }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && isOurs(message.text())) errors.push(message.text());
    });
    page.on('pageerror', (error) => {
      if (isOurs(error.stack ?? error.message)) errors.push(error.message);
    });
    const workbench = new Workbench(page, server);
    await workbench.open();
    await use(workbench);
    const unexpected = errors.filter((error) => expectedError?.test(error) !== true);
    expect(unexpected, 'errors on the console that name the extension').toEqual([]);
  },
});

export { expect } from '@playwright/test';

function withEndpoint({ config = '', credentials = '' }: AwsFiles, endpoint: string): AwsFiles {
  return { config: config.replaceAll('EMULATOR', endpoint), credentials };
}

/** VS Code reports much of its own there: no gallery, no sign-in, native modules left out. */
function isOurs(text: string): boolean {
  return /elb-target-groups|targetGroups/.test(text);
}
