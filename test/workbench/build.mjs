// Builds what the tests and the scripts run, once the packages are installed.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outDir, root } from './paths.mjs';

/** @param {{ production?: boolean }} [options] */
export async function buildExtension(options) {
  const { buildAll } = await import('../../esbuild.mjs');
  process.chdir(root);
  await buildAll(options);
}

/** @param {{ production?: boolean }} [options] */
export async function buildEmulator(options) {
  const { bundles } = await import('../../esbuild.mjs');
  const { build } = await import('esbuild');
  const emulator = bundles(options).find(({ outfile }) => outfile === 'dist/emulator.js');
  if (!emulator) throw new Error('esbuild.mjs has no bundle dist/emulator.js');
  await build({ ...emulator, absWorkingDir: root });
}

/** @returns {Promise<string>} the module whose `run` runs them */
export async function buildHostTests() {
  const { build } = await import('esbuild');
  const sources = join(root, 'test', 'host');
  const outdir = join(outDir, 'host');
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(sources)
      .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
      .map((name) => join(sources, name)),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(outdir, 'index.js');
}
