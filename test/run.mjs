// npm test: installs what is missing, then runs the unit, host and UI tests and adds up their results.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './workbench/browser.mjs';
import { ensureDependencies, ensureVsCode, parseVsCodeVersion } from './workbench/install.mjs';
import { outDir, root } from './workbench/paths.mjs';
import { exitOnSignals, runCommand } from './workbench/processes.mjs';

/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {{ status: string, assertionResults: unknown[] }} TestFile */

/**
 * @typedef {object} Runner
 * @property {string} title
 * @property {string} script relative to the repository
 * @property {string[]} args
 * @property {string} resultsFile relative to out/
 * @property {(results: string) => Count} count reads the JSON that it leaves
 */

exitOnSignals();
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: ['unit', 'host', 'ui'] },
    vscode: { type: 'string', default: '1.99' },
    grep: { type: 'string' },
  },
});
const version = parseVsCodeVersion(values.vscode);

/** @type {Record<string, Runner>} */
const runners = {
  unit: {
    title: 'Unit tests',
    script: 'node_modules/vitest/vitest.mjs',
    args: [
      'run',
      '--reporter=default',
      '--reporter=json',
      '--outputFile.json=out/unit-results.json',
      ...grepFlags('--testNamePattern', '--passWithNoTests'),
    ],
    resultsFile: 'unit-results.json',
    count: (results) => {
      /** @type {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] }} */
      const { numPassedTests, numFailedTests, testResults } = JSON.parse(results);
      return { passed: numPassedTests, failed: numFailedTests + testResults.filter(isUnloadable).length };
    },
  },
  host: {
    title: `Host tests, VS Code ${version}`,
    script: 'test/workbench/hostTests.mjs',
    args: ['--vscode', version, ...grepFlags('--grep')],
    resultsFile: 'host-results.json',
    count: (results) => JSON.parse(results),
  },
  ui: {
    title: `UI tests, VS Code ${version}`,
    script: 'node_modules/@playwright/test/cli.js',
    args: ['test', '--config', 'test/ui', ...grepFlags('--grep', '--pass-with-no-tests')],
    resultsFile: 'ui-results.json',
    count: (results) => {
      /** @type {{ stats: { expected: number, unexpected: number }, errors: unknown[] }} */
      const { stats, errors } = JSON.parse(results);
      return { passed: stats.expected, failed: stats.unexpected + errors.length };
    },
  },
};

await ensureDependencies();
const chosen = values.only.map((name) => {
  const runner = runners[name];
  if (!runner) throw new Error(`Unknown tests "${name}". Use unit, host or ui.`);
  return runner;
});
if (values.only.some((name) => name !== 'unit')) {
  await ensureVsCode(version);
  process.env.CHROMIUM_PATH = await ensureBrowser();
  process.env.TEST_VSCODE_VERSION = version;
}

const total = { passed: 0, failed: 0 };
for (const runner of chosen) {
  console.log(`\n=== ${runner.title}`);
  const { passed, failed } = await run(runner);
  total.passed += passed;
  total.failed += failed;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * @param {Runner} runner
 * @returns {Promise<Count>}
 */
async function run({ script, args, resultsFile, count }) {
  const file = join(outDir, resultsFile);
  rmSync(file, { force: true });
  const code = await runCommand(process.execPath, [join(root, script), ...args], { cwd: root });
  const { passed, failed } = existsSync(file) ? count(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
  // A runner that failed without a failed test has crashed.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/**
 * A test file that could not be loaded has no tests to count.
 * @param {TestFile} file
 */
function isUnloadable({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0;
}

/**
 * @param {string} flag
 * @param {string[]} more what a run in which nothing may match needs
 */
function grepFlags(flag, ...more) {
  return values.grep === undefined ? [] : [flag, values.grep, ...more];
}
