// How the journeys run: one window at a time, no second tries.
import { defineConfig } from '@playwright/test';
import { browserArgs } from '../workbench/browser.mjs';

// Set by the global setup, before the workers load this file.
const executablePath = process.env.CHROMIUM_PATH;

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
    launchOptions: { args: browserArgs, ...(executablePath ? { executablePath } : {}) },
  },
});
