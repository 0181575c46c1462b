// Where things are in the repository, written once for everything that starts a VS Code.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Downloads and their data; survives between runs. */
export const cacheDir = join(root, '.vscode-test');

/** Results and screenshots of the last run. */
export const outDir = join(root, 'out');

export const distDir = join(root, 'dist');
export const vsixFile = join(distDir, 'elb-target-groups.vsix');
