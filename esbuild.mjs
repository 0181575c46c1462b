// Builds the bundles into dist/: the extension, the SDK's room (loaded late), the emulator and the webview.
import { build, context } from 'esbuild';
import { prebundle } from './prebundle.mjs';
import { pathToFileURL } from 'node:url';

/** The room src/aws becomes a bundle of its own, so that the SDK loads on first use and not at activation. */
const awsRoomApart = {
  name: 'aws-room-apart',
  /** @param {import('esbuild').PluginBuild} builder */
  setup(builder) {
    builder.onResolve({ filter: /\/aws\/index$/ }, (args) =>
      args.kind === 'dynamic-import' ? { path: './aws.js', external: true } : undefined,
    );
  },
};

/** @param {{ production?: boolean }} [options] @returns {import('esbuild').BuildOptions[]} */
export function bundles({ production = false } = {}) {
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
    legalComments: 'none',
  };
  /** @type {import('esbuild').BuildOptions} */
  const node = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The packages' ES modules let unused commands fall away.
    mainFields: ['module', 'main'],
  };
  return [
    {
      ...node,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.js',
      external: ['vscode'],
      plugins: [awsRoomApart],
    },
    { ...node, entryPoints: ['src/aws/index.ts'], outfile: 'dist/aws.js' },
    {
      ...node,
      entryPoints: ['src/emulator/main.ts'],
      outfile: 'dist/emulator.js',
      plugins: [prebundle('src/emulator')],
    },
    {
      ...common,
      entryPoints: {
        drainMonitor: 'media/drainMonitor/main.ts',
        'drainMonitor-style': 'media/drainMonitor/style.css',
      },
      outdir: 'dist/webview',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ];
}

/** @param {{ production?: boolean }} [options] */
export async function buildAll(options) {
  await Promise.all(bundles(options).map((bundle) => build(bundle)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--watch')) {
    for (const bundle of bundles()) await (await context({ ...bundle, logLevel: 'info' })).watch();
  } else {
    await buildAll({ production: process.argv.includes('--production') });
  }
}
