// Packages the extension and installs it once; every journey's VS Code shares the result.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from '../workbench/browser.mjs';
import { ensureVsCode, parseVsCodeVersion } from '../workbench/install.mjs';
import { packageExtension } from '../workbench/package.mjs';
import { vsixFile } from '../workbench/paths.mjs';
import { installVsix } from '../workbench/server.mjs';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const version = parseVsCodeVersion(process.env.TEST_VSCODE_VERSION ?? '1.99');
  await ensureVsCode(version);
  // The workers inherit it and need not search again.
  process.env.CHROMIUM_PATH = await ensureBrowser();
  await packageExtension();
  const dir = await mkdtemp(join(tmpdir(), 'target-groups-extensions-'));
  await installVsix({ version, dataDir: join(dir, 'data'), extensionsDir: dir, vsix: vsixFile });
  process.env.TEST_EXTENSIONS_DIR = dir;
  return () => rm(dir, { recursive: true, force: true });
}
