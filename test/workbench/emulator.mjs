// npm run emulator: builds the emulator and runs it with the arguments given.
import { join } from 'node:path';
import { buildEmulator } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { distDir } from './paths.mjs';
import { exitOnSignals, runCommand } from './processes.mjs';

exitOnSignals();
await ensureDependencies();
await buildEmulator();
process.exitCode = await runCommand(process.execPath, [
  join(distDir, 'emulator.js'),
  ...process.argv.slice(2),
]);
