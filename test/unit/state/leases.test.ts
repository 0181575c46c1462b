// The lease under which one window works: others are kept out, and what became of the work is told whatever happens.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Leases, type LeasesFile, parseLeases } from '../../../src/state/leases';
import { SharedFile } from '../../../src/state/sharedFile';
import { ControllableClock } from '../support/controllableClock';

let directory: string;
let file: LeasesFile;
let leases: Leases;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leases-'));
  file = new SharedFile({ path: join(directory, 'leases.json'), parse: parseLeases });
  leases = new Leases(file, new ControllableClock());
});
afterEach(() => {
  leases.dispose();
  file.dispose();
  rmSync(directory, { recursive: true, force: true });
});

it('keeps others out until the work is done', async () => {
  const result = await leases.during('group', 'busy', async () => {
    await expect(leases.during('group', 'It is busy.', () => Promise.resolve())).rejects.toThrow(
      'It is busy.',
    );
    return 1;
  });
  expect(result).toBe(1);
  await expect(leases.during('group', 'busy', () => Promise.resolve(2))).resolves.toBe(2);
});

it('that cannot be given back keeps nobody from hearing what became of the work', async () => {
  const done = leases.during('group', 'busy', () => {
    vi.spyOn(file, 'update').mockRejectedValueOnce(new Error('The disk is full.'));
    return Promise.resolve('done');
  });
  await expect(done).resolves.toBe('done');
});

it('of a window whose process is gone is free at once; of one that lives, only when it has run out', async () => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const held = (processId: number) =>
    file.update(() => ({ group: { owner: 'another window', processId, until: Number.MAX_SAFE_INTEGER } }));
  await held(process.pid);
  await expect(leases.during('group', 'It is busy.', () => Promise.resolve())).rejects.toThrow('It is busy.');
  await held(gone);
  await expect(leases.during('group', 'busy', () => Promise.resolve(1))).resolves.toBe(1);
});
