// Runs the built emulator and waits until it listens.
import { join } from 'node:path';
import { distDir } from './paths.mjs';
import { startProcess } from './processes.mjs';

/**
 * @typedef {object} EmulatorOptions
 * @property {number} [port] a free one when left out
 * @property {string} [scenario] a file; the sample world when left out
 * @property {number} [timeScale] how many times faster than real its time goes
 */

/** @typedef {{ endpoint: string, output: () => string, stop: () => Promise<void> }} RunningEmulator */

/**
 * @param {EmulatorOptions} [options]
 * @returns {Promise<RunningEmulator>}
 */
export async function startEmulator({ port = 0, scenario, timeScale } = {}) {
  const emulator = startProcess(process.execPath, [
    join(distDir, 'emulator.js'),
    ...['--port', String(port)],
    ...(scenario ? ['--scenario', scenario] : []),
    ...(timeScale ? ['--time-scale', String(timeScale)] : []),
  ]);
  const [, endpoint = ''] = await emulator.waitForOutput(/Emulator listening on (http:\/\/\S+)/, 20_000);
  return { endpoint: endpoint.replace(/\/$/, ''), output: emulator.output, stop: emulator.stop };
}
