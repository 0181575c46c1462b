// Where the system has no watch left, the windows still hear of each other.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { SharedFile } from '../../../src/state/sharedFile';

vi.mock('node:fs', async (actual) => ({
  ...(await actual<typeof import('node:fs')>()),
  watch: () => {
    throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), {
      code: 'ENOSPC',
    });
  },
}));

it('a file that cannot be watched is looked at', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'folder-watch-'));
  const path = join(directory, 'value.json');
  const file = new SharedFile({ path, parse: (stored) => stored ?? 'nothing' });
  const heard = new Promise<void>((resolve) => {
    file.onDidChange(resolve);
  });
  writeFileSync(path, '"news"');
  await heard;
  expect(file.value).toBe('news');
  file.dispose();
  rmSync(directory, { recursive: true });
});
