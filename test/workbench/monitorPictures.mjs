// npm run pictures: the drain monitor in four themes, for docs/monitor.md, of a scene with three groups, a servicing, a
// measured drain and lanes in every phase.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../../esbuild.mjs';
import { launchBrowser } from './browser.mjs';
import { openMonitorPage, tell } from './monitorPage.mjs';
import { metricsScene, scene, servicingScene } from './monitorScene.mjs';
import { root } from './paths.mjs';

const NOW = Date.UTC(2026, 0, 14, 14, 2, 10);
const MOST_BYTES = 150 * 1024;
const NAMES = /** @type {const} */ ({
  dark: 'dark',
  light: 'light',
  highContrast: 'high-contrast',
  highContrastLight: 'high-contrast-light',
});

await buildAll({ production: true });
const folder = join(root, 'docs', 'images');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const theme of /** @type {(keyof typeof NAMES)[]} */ (Object.keys(NAMES))) {
  const page = await browser.newPage({ viewport: { width: 900, height: 1160 }, timezoneId: 'UTC' });
  await openMonitorPage(page, { theme, reduceMotion: true });
  await tell(page, servicingScene(NOW), NOW);
  await tell(page, scene(NOW), NOW);
  await tell(page, metricsScene(NOW), NOW);
  await page.locator('.lane').nth(7).waitFor();
  const path = join(folder, `drain-monitor-${NAMES[theme]}.png`);
  const { length: size } = await page.screenshot({ path });
  if (size > MOST_BYTES)
    throw new Error(`${path} has ${size} bytes; at most ${MOST_BYTES} are meant for it.`);
  await page.close();
}
await browser.close();
