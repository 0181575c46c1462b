// npm run package: builds the .vsix that users install and holds its size.
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { buildExtension } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { root, vsixFile } from './paths.mjs';
import { exitOnSignals } from './processes.mjs';

const largestMegabytes = 1.5;

export async function packageExtension() {
  await ensureDependencies();
  await buildExtension({ production: true });
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({
    cwd: root,
    packagePath: vsixFile,
    // Everything is bundled.
    dependencies: false,
    // There is no repository address to make links absolute with.
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const megabytes = (await stat(vsixFile)).size / 1e6;
  console.log(`Packaged ${vsixFile} (${megabytes.toFixed(2)} MB)`);
  if (megabytes > largestMegabytes) throw new Error(`The package is larger than ${largestMegabytes} MB.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  exitOnSignals();
  await packageExtension();
}
