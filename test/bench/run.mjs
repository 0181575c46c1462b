// npm run bench -- NAME: measures in one run, as ratios to a stated baseline; fails where a figure is out of bounds.
import { ensureDependencies } from '../workbench/install.mjs';
import { exitOnSignals } from '../workbench/processes.mjs';
import { report } from './measure.mjs';

exitOnSignals();
await ensureDependencies();

/** @type {Record<string, () => Promise<import('./measure.mjs').Result[]>>} */
const benches = {
  emulator: async () => (await import('./emulator.mjs')).benchEmulator(),
  checks: async () => (await import('./checks.mjs')).benchChecks(),
  monitor: async () => (await import('./monitor.mjs')).benchMonitor(),
};

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no benchmark "${name}". Use ${Object.keys(benches).join(' or ')}.`);
  console.log(`\n=== ${name}`);
  if (!report(await bench())) process.exitCode = 1;
}
