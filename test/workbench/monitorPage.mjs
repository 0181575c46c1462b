// The drain monitor's built page in a browser of its own, without a VS Code around it: its theme's variables, the API
// that VS Code gives a webview, and a host that says what a test or a benchmark wants said.
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { outDir, root } from './paths.mjs';

/** @typedef {import('../../src/views/drainMonitor/protocol').ToMonitor} ToMonitor */
/** @typedef {import('../../src/views/drainMonitor/protocol').FromMonitor} FromMonitor */
/** @typedef {'dark' | 'light' | 'highContrast' | 'highContrastLight'} Theme */

const ORIGIN = 'http://monitor.test';

/** As VS Code sets them in a webview. @type {Record<Theme, { bodyClass: string, kind: string, variables: Record<string, string> }>} */
const themes = JSON.parse(await readFile(join(root, 'test', 'workbench', 'themes.json'), 'utf8'));

/**
 * Opens the page and waits for its first word.
 * @param {import('@playwright/test').Page} page
 * @param {{ theme?: Theme, state?: unknown, reduceMotion?: boolean }} [options] `state`: what an earlier page has saved
 */
export async function openMonitorPage(page, { theme = 'dark', state, reduceMotion = false } = {}) {
  const html = await monitorHtml();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') await route.fulfill({ contentType: 'text/html', body: html });
    else await route.fulfill({ path: join(root, 'dist', 'webview', name) });
  });
  const { bodyClass, kind, variables } = themes[theme];
  await page.addInitScript(actAsVsCode, {
    bodyClass: reduceMotion ? `${bodyClass} vscode-reduce-motion` : bodyClass,
    kind,
    variables,
    state,
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => /** @type {any} */ (globalThis).monitorHost.said.length > 0);
}

/**
 * Says something to the page as the host does.
 * @param {import('@playwright/test').Page} page
 * @param {ToMonitor} message
 * @param {number} now the host's clock
 */
export function tell(page, message, now) {
  return page.evaluate((posted) => /** @type {any} */ (globalThis).postMessage(posted), { now, message });
}

/**
 * What the page has said to the host.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<FromMonitor[]>}
 */
export function said(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).monitorHost.said);
}

/** Built from the source, so that the page has the content security policy that it has in VS Code. */
async function monitorHtml() {
  const outfile = join(outDir, 'monitor', 'html.mjs');
  const entry = join(root, 'src', 'views', 'drainMonitor', 'html.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  /** @type {typeof import('../../src/views/drainMonitor/html')} */
  const { drainMonitorHtml } = await import(pathToFileURL(outfile).href);
  return drainMonitorHtml({
    cspSource: ORIGIN,
    nonce: 'once',
    scriptUri: `${ORIGIN}/drainMonitor.js`,
    styleUri: `${ORIGIN}/drainMonitor-style.css`,
  });
}

/**
 * Runs in the page, before its own script.
 * @param {{ bodyClass: string, kind: string, variables: Record<string, string>, state: unknown }} options
 */
function actAsVsCode({ bodyClass, kind, variables, state }) {
  const { document } = /** @type {any} */ (globalThis);
  /** @type {{ said: FromMonitor[], state: unknown }} */
  const host = { said: [], state };
  Object.assign(globalThis, {
    monitorHost: host,
    acquireVsCodeApi: () => ({
      postMessage: (/** @type {FromMonitor} */ message) => host.said.push(message),
      getState: () => host.state,
      setState: (/** @type {unknown} */ saved) => (host.state = saved),
    }),
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = bodyClass;
    document.body.dataset.vscodeThemeKind = kind;
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  });
}
