// Finds a Chromium to run the workbench in, or installs one, and starts it without a screen.
import { accessSync, constants, createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { installPackage } from './install.mjs';
import { cacheDir, root } from './paths.mjs';
import { runQuietly } from './processes.mjs';

/** A Chromium inside an npm package, for a machine that reaches nothing but npm. */
const packagedChromium = '@sparticuz/chromium@149.0.0';
const packagedDir = join(cacheDir, 'chromium-149');
const packagedLauncher = join(packagedDir, 'chromium.sh');

const launcherScript = `#!/bin/sh
here=$(dirname "$0")
# The system's own libraries go first: they fit its C library.
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/lib/x86_64-linux-gnu:/usr/lib64:$here/lib"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`;

/** The fonts that came along stand in where the system has none. */
const fontsConfiguration = `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;

const installedNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {Promise<string>} the browser's executable */
export async function ensureBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (await starts(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH=${chosen} does not start.`);
  }
  for (const candidate of [...onPath(), await playwrightBrowser(), packagedLauncher]) {
    if (await starts(candidate)) return candidate;
  }
  console.log('Installing a browser…');
  return (await installPlaywrightBrowser()) ?? (await installPackagedBrowser());
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return installedNames.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

/**
 * A browser may be there and still lack the system's libraries.
 * @param {string} executable
 */
async function starts(executable) {
  try {
    accessSync(executable, constants.X_OK);
    // Elsewhere asking for the version opens a window.
    if (process.platform === 'linux') await runQuietly(executable, ['--version'], { timeoutMs: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<string | undefined>} undefined where its download host is out of reach */
async function installPlaywrightBrowser() {
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  try {
    await runQuietly(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
      cwd: root,
      timeoutMs: 300_000,
      env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
    });
  } catch {
    return undefined;
  }
  const executable = await playwrightBrowser();
  return (await starts(executable)) ? executable : undefined;
}

async function installPackagedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser found. Install Chromium or Chrome, or set CHROMIUM_PATH.');
  }
  await installPackage(packagedChromium, packagedDir, async (unpacked) => {
    const bin = join(unpacked, 'bin');
    const ready = join(unpacked, 'ready');
    await mkdir(ready);
    await decompress(join(bin, 'chromium.br'), join(ready, 'chromium'));
    await chmod(join(ready, 'chromium'), 0o755);
    // The libraries and fonts that a bare system lacks come in the same package.
    for (const name of ['al2023.tar', 'fonts.tar', 'swiftshader.tar']) {
      await decompress(join(bin, `${name}.br`), join(ready, name));
      await runQuietly('tar', ['-xf', name], { cwd: ready });
      await rm(join(ready, name));
    }
    await writeFile(join(ready, 'fonts.conf'), fontsConfiguration);
    await writeFile(join(ready, 'chromium.sh'), launcherScript, { mode: 0o755 });
    return ready;
  });
  if (!(await starts(packagedLauncher))) throw new Error(`${packagedLauncher} does not start.`);
  return packagedLauncher;
}

/**
 * @param {string} from
 * @param {string} to
 */
function decompress(from, to) {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

/** @returns {Promise<import('@playwright/test').Browser>} */
export async function launchBrowser() {
  const executablePath = await ensureBrowser();
  const { chromium } = await import('@playwright/test');
  return chromium.launch({ executablePath, args: browserArgs });
}
