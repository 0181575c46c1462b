// Runs the tests of this folder inside the extension host; VS Code calls run().
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env.TEST_GREP;
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, ...(grep ? { grep } : {}) });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    mocha.run(resolve).on('pass', () => passed++);
  });
  console.log(`Host tests: ${passed} passed, ${failed} failed`);
  const resultsFile = process.env.TEST_RESULTS_FILE;
  if (resultsFile) writeFileSync(resultsFile, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} host tests failed`);
}
