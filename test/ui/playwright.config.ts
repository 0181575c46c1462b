// How the journeys run: one window at a time, in a browser that is found or installed.
import { defineConfig } from '@playwright/test';
import { browserArgs, ensureBrowser } from '../workbench/browser.mjs';

// The workers load this file too, and need not search again.
process.env.CHROMIUM_PATH = await ensureBrowser();

export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  globalSetup: './globalSetup.ts',
  outputDir: '../../out/ui',
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../out/ui-results.json' }]],
  use: {
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM_PATH, args: browserArgs },
  },
});
