// Installs what a fresh clone lacks: the npm packages and the VS Code server. Runs before node_modules exists.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir, root } from './paths.mjs';
import { npm, runQuietly } from './processes.mjs';

/** @typedef {{ label: string, package: string, nodeMajor: number }} VsCodeRelease */

/** @typedef {'1.99' | 'latest'} VsCodeVersion */

/** @type {Record<VsCodeVersion, VsCodeRelease>} */
const releases = {
  // The oldest that package.json's engines.vscode allows.
  1.99: { label: 'VS Code 1.99.3', package: 'code-server@4.99.4', nodeMajor: 20 },
  latest: { label: 'VS Code 1.139.1', package: 'code-server@4.139.1', nodeMajor: 24 },
};

/**
 * @param {string} text
 * @returns {VsCodeVersion}
 */
export function parseVsCodeVersion(text) {
  if (text === '1.99' || text === 'latest') return text;
  throw new Error(`Unknown VS Code version "${text}". Use 1.99 or latest.`);
}

/** Installs the packages of package-lock.json unless they are there. */
export async function ensureDependencies() {
  if (dependenciesMatchLock()) return;
  console.log('Installing dependencies…');
  // Install scripts download, which fails on a closed network, and none of them is needed.
  await npm(['ci', '--ignore-scripts'], { cwd: root });
}

/** npm leaves a copy of the lock in node_modules when an install is complete. Times say little: git rewrites them. */
function dependenciesMatchLock() {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = readLock(installedLock);
  return Object.entries(readLock(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * The VS Code server: the workbench for a browser and the real extension host, from an npm package.
 * @param {VsCodeVersion} version
 * @returns {Promise<{ node: string, serverMain: string }>}
 */
export async function ensureVsCode(version) {
  const release = releases[version];
  const server = join(cacheDir, release.package.replace('@', '-'));
  if (!existsSync(server)) {
    console.log(`Installing ${release.label} (server)…`);
    await installPackage(release.package, server, async (unpacked) => {
      const inner = join(unpacked, 'lib', 'vscode');
      // Its scripts compile native modules, which nothing here needs.
      await npm(['install', '--omit=dev', '--ignore-scripts'], { cwd: inner });
      return inner;
    });
  }
  return { node: await ensureNode(release.nodeMajor), serverMain: join(server, 'out', 'server-main.js') };
}

/** @param {number} major */
async function ensureNode(major) {
  if (Number.parseInt(process.versions.node) >= major) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const dir = join(cacheDir, `node-${major}`);
  if (!existsSync(dir)) {
    console.log(`Installing Node ${major} for it…`);
    await installPackage(`node-${platform}-${process.arch}@${major}`, dir);
  }
  return join(dir, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Unpacks an npm package, prepares it aside and moves it into place whole: an interrupted install leaves nothing
 * that could be taken for a finished one.
 * @param {string} spec
 * @param {string} target
 * @param {(unpacked: string) => Promise<string>} [prepare] returns the folder to keep
 */
export async function installPackage(spec, target, prepare = (unpacked) => Promise.resolve(unpacked)) {
  await mkdir(cacheDir, { recursive: true });
  const aside = await mkdtemp(join(cacheDir, 'installing-'));
  try {
    await npm(['pack', spec, '--ignore-scripts', '--pack-destination', aside], { cwd: aside });
    const archive = (await readdir(aside)).find((name) => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${spec} left no archive`);
    await runQuietly('tar', ['-xzf', archive], { cwd: aside });
    const ready = await prepare(join(aside, 'package'));
    try {
      await rename(ready, target);
    } catch (error) {
      // Another run was faster.
      if (!existsSync(target)) throw error;
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
