// What --state keeps: everything that was answered, whenever the emulator ends; what is damaged is told and set aside.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { begin, type Beginning, type BeginningOptions } from '../../../src/emulator/beginning';
import { emptyScenario, sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { loadServices } from '../../../src/emulator/services/services';
import { frame, readFrames } from '../../../src/emulator/storage/frames';
import { StateDirectory } from '../../../src/emulator/storage/stateDirectory';
import { StateError } from '../../../src/emulator/storage/stateError';
import type { TargetGroup } from '../../../src/emulator/world/loadBalancingTypes';
import { start } from './harness';

await loadServices();
const folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
const open = new Set<Beginning>();
let directories = 0;

afterEach(() => {
  for (const beginning of open) beginning.close();
  open.clear();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function newDirectory(): string {
  return join(folder, String(++directories));
}

/** What is on disk at this moment, as another process finds it after this one was killed. */
function killed(directory: string): string {
  const copy = newDirectory();
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'lock'), { force: true });
  return copy;
}

const reports: string[] = [];

function run(stateDirectory: string, options: BeginningOptions & { scenario?: Scenario } = {}): Beginning {
  reports.length = 0;
  const { scenario = sampleScenario, ...rest } = options;
  const beginning = begin(scenario, {
    clock: { now: () => start },
    report: (sentence) => reports.push(sentence),
    stateDirectory,
    ...rest,
  });
  open.add(beginning);
  return beginning;
}

function createGroup({ ledger, time }: Beginning, name: string): void {
  const input = { Name: name, TargetType: 'lambda' };
  ledger.record({
    kind: 'operation',
    region: 'us-east-1',
    service: 'elasticloadbalancing',
    action: 'CreateTargetGroup',
    input,
    now: time.now(),
  });
}

function groups({ worlds }: Beginning): string[] {
  return worlds
    .of('us-east-1')
    .targetGroups.map(({ name }) => name)
    .filter((name) => name.startsWith('new-'));
}

/** A directory with these groups, made one after the other and killed then. */
function directoryWith(...names: string[]): string {
  const directory = newDirectory();
  const first = run(directory);
  for (const name of names) createGroup(first, name);
  return killed(directory);
}

function fileOf(directory: string, kind: 'snapshot' | 'journal'): string {
  const name = readdirSync(directory).find((each) => new RegExp(`^${kind}-\\d+$`).test(each));
  if (name === undefined) throw new Error(`There is no ${kind}`);
  return join(directory, name);
}

function setAside(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.includes('.damaged-'));
}

describe('the state that is kept', () => {
  it('has every change that was made, though nobody ended the emulator', () => {
    const again = run(directoryWith('new-a', 'new-b'));
    expect(groups(again)).toEqual(['new-a', 'new-b']);
    expect(again.goesOn).toBe(true);
    expect(reports).toEqual([]);
  });

  it('has them after a second and a third start too', () => {
    let directory = directoryWith('new-a');
    for (const name of ['new-b', 'new-c']) {
      createGroup(run(directory), name);
      directory = killed(directory);
    }
    expect(groups(run(directory))).toEqual(['new-a', 'new-b', 'new-c']);
  });

  it('goes before another scenario, until a reset starts that one', () => {
    const directory = directoryWith('new-a');
    const again = run(directory, { scenario: emptyScenario });
    expect(groups(again)).toEqual(['new-a']);
    expect(again.worlds.account.name).toBe('sample');
    const account = { name: 'mine', accountId: '210987654321', region: 'eu-west-1' };
    again.ledger.record({ kind: 'reset', to: { account, worlds: [] }, now: again.time.now() });
    const third = run(killed(directory));
    expect(third.worlds.account).toEqual(account);
    expect(third.worlds.of('us-east-1').accountId).toBe('210987654321');
    expect(groups(third)).toEqual([]);
  });

  it('goes on at the time that it had reached, or at the system’s if that is later', () => {
    const directory = newDirectory();
    const { ledger, time } = run(directory);
    time.advance(3_600_000);
    ledger.record({ kind: 'time', now: time.now() });
    expect(run(killed(directory)).time.now()).toBe(start + 3_600_000);
    const later = start + 7_200_000;
    expect(run(killed(directory), { clock: { now: () => later } }).time.now()).toBe(later);
  });

  it('has how addresses answer, and what is in other Regions', () => {
    const directory = newDirectory();
    const { ledger, time } = run(directory);
    const now = time.now();
    const behaviours = new Map([['10.0.0.9:80', { kind: 'status', status: 503 } as const]]);
    ledger.record({ kind: 'addresses', region: 'eu-west-1', behaviours, now });
    const again = run(killed(directory));
    expect(again.worlds.of('eu-west-1').addresses).toEqual(behaviours);
    const none = new Map([['10.0.0.9:80', undefined]]);
    again.ledger.record({ kind: 'addresses', region: 'eu-west-1', behaviours: none, now });
    expect(again.worlds.of('eu-west-1').addresses.size).toBe(0);
  });

  it('is put together anew when the journal has grown, and loses nothing by it', () => {
    const directory = newDirectory();
    const options = { report: () => undefined, journalBytes: 1000 };
    const growing = new StateDirectory(directory, options);
    const { name, accountId, region } = emptyScenario;
    const state = { account: { name, accountId, region }, worlds: [] };
    growing.begin({ state, now: start });
    let snapshots = 0;
    for (let now = start; now < start + 100; now++) {
      growing.append(serialize({ kind: 'time', now }));
      if (!growing.isSnapshotDue) continue;
      snapshots++;
      growing.begin({ state, now });
    }
    expect(snapshots).toBeGreaterThan(2);
    expect(readdirSync(directory)).toHaveLength(3);
    const { snapshot, changes } = new StateDirectory(killed(directory), options).read();
    expect(changes.at(-1)?.now ?? snapshot?.now).toBe(start + 99);
    growing.close();
  });

  it('is not put together anew more often than as much has changed as there is', () => {
    const directory = new StateDirectory(newDirectory(), { report: () => undefined, journalBytes: 1000 });
    directory.begin({ state: run(newDirectory()).worlds.state, now: start });
    const change = serialize({ kind: 'time', now: start, filler: '.'.repeat(900) });
    for (let written = 0; written < 10_000; written += change.length) directory.append(change);
    expect(directory.isSnapshotDue).toBe(false);
    for (let written = 0; written < 1_000_000; written += change.length) directory.append(change);
    expect(directory.isSnapshotDue).toBe(true);
    directory.close();
  });
});

describe('a bug that leaves half of a change behind', () => {
  it('leaves the same half on disk, and what comes after it', () => {
    const directory = newDirectory();
    const beginning = run(directory);
    const { targetGroups } = beginning.worlds.of('us-east-1');
    const count = targetGroups.length;
    const half = vi.spyOn(targetGroups, 'splice').mockImplementationOnce((...change) => {
      targetGroups.push(...change.slice(2).map((group) => ({ ...(group as TargetGroup), name: 'new-half' })));
      throw new TypeError('a bug');
    });
    expect(() => {
      createGroup(beginning, 'new-a');
    }).toThrow('a bug');
    half.mockRestore();
    createGroup(beginning, 'new-b');
    expect(targetGroups).toHaveLength(count + 2);
    const again = run(killed(directory));
    expect(again.worlds.of('us-east-1').targetGroups).toEqual(targetGroups);
  });
});

describe('a kill between the steps of a new snapshot', () => {
  const before = () => directoryWith('new-a', 'new-b');

  /** The files of the next generation, with one group more, that the same emulator would have written. */
  function next(directory: string): string {
    const after = killed(directory);
    const snapshot = fileOf(after, 'snapshot');
    createGroup(run(after), 'new-c');
    const rolled = killed(after);
    const again = run(rolled);
    expect(groups(again)).toEqual(['new-a', 'new-b', 'new-c']);
    expect(fileOf(rolled, 'snapshot')).not.toBe(snapshot.replace(after, rolled));
    return killed(rolled);
  }

  it('in the middle of writing it leaves the one before', () => {
    const directory = before();
    const newer = next(directory);
    const half = readFileSync(fileOf(newer, 'snapshot')).subarray(0, 500);
    writeFileSync(`${fileOf(newer, 'snapshot').replace(newer, directory)}.new`, half);
    expect(groups(run(directory))).toEqual(['new-a', 'new-b']);
    expect(reports).toEqual([]);
    expect(readdirSync(directory).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it.each([
    ['before its journal begins', ['snapshot'], []],
    ['before the old files go', ['snapshot', 'journal'], []],
    ['when only the old snapshot is gone', ['snapshot', 'journal'], ['snapshot']],
    ['when only the old journal is gone', ['snapshot', 'journal'], ['journal']],
  ] as const)('%s takes the new one', (_when, there, gone) => {
    const directory = before();
    const newer = next(directory);
    const old = gone.map((kind) => fileOf(directory, kind));
    for (const kind of there) {
      const file = fileOf(newer, kind);
      copyFileSync(file, file.replace(newer, directory));
    }
    for (const file of old) rmSync(file);
    expect(groups(run(directory))).toEqual(['new-a', 'new-b', 'new-c']);
    expect(reports).toEqual([]);
  });
});

describe('a record that was torn while it was written', () => {
  it('was never answered, and is dropped without a word, wherever it ends', () => {
    const directory = directoryWith('new-a', 'new-b');
    const journal = readFileSync(fileOf(directory, 'journal'));
    const [first] = readFrames(journal).payloads;
    const whole = frame(first ?? Buffer.alloc(0)).length;
    for (let length = whole; length < journal.length; length += 7) {
      const torn = killed(directory);
      truncateSync(fileOf(torn, 'journal'), length);
      const again = run(torn);
      expect(groups(again)).toEqual(['new-a']);
      expect(reports).toEqual([]);
      createGroup(again, 'new-c');
      expect(groups(run(killed(torn)))).toEqual(['new-a', 'new-c']);
    }
  });
});

describe('a damaged file', () => {
  it('of changes is told and set aside, and what is before the damage is kept', () => {
    const directory = directoryWith('new-a', 'new-b', 'new-c');
    const journal = readFileSync(fileOf(directory, 'journal'));
    const [first] = readFrames(journal).payloads;
    const second = frame(first ?? Buffer.alloc(0)).length;
    // In its length, its checksums and its payload.
    for (const offset of [0, 3, 4, 8, 11, 12, 60]) {
      const damaged = killed(directory);
      const bytes = Buffer.from(journal);
      bytes[second + offset] = (bytes[second + offset] ?? 0) ^ 0xff;
      writeFileSync(fileOf(damaged, 'journal'), bytes);
      expect(groups(run(damaged))).toEqual(['new-a']);
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatch(
        /journal-\d+ is damaged after its first 1 changes, at byte \d+\. It was set/,
      );
      const [aside = ''] = setAside(damaged);
      expect(reports[0]).toContain(aside);
      expect(readFileSync(join(damaged, aside))).toEqual(bytes);
      // It is said once, and the file is there as long as somebody wants it.
      expect(groups(run(killed(damaged)))).toEqual(['new-a']);
      expect(reports).toEqual([]);
    }
  });

  it.each([
    ['is damaged', (bytes: Buffer) => bytes.fill(0, 100, 200)],
    ['is damaged', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['was written by another version of the emulator', () => frame(serialize({ format: 99 }))],
    ['was written by another version of Node.js', () => frame(Buffer.from('what is this?'))],
  ])('of everything %s: with its journal it is told and set aside', (reason, damage) => {
    const directory = directoryWith('new-a');
    const file = fileOf(directory, 'snapshot');
    const bytes = damage(readFileSync(file));
    writeFileSync(file, bytes);
    const again = run(directory);
    expect(again.goesOn).toBe(false);
    expect(again.worlds.account.name).toBe('sample');
    expect(reports[0]).toContain(`${file} ${reason}. It was set aside as ${file}.damaged-`);
    expect(setAside(directory)).toEqual([
      expect.stringMatching(/^journal-000001\.damaged-\d{8}T\d{6}Z$/),
      expect.stringMatching(/^snapshot-000001\.damaged-\d{8}T\d{6}Z$/),
    ]);
    expect(readFileSync(join(directory, setAside(directory)[1] ?? ''))).toEqual(bytes);
  });

  it('is not missed while the one before is still there', () => {
    const directory = directoryWith('new-a');
    const later = killed(directory);
    createGroup(run(later), 'new-b');
    const newer = killed(later);
    for (const kind of ['snapshot', 'journal'] as const) {
      const file = fileOf(newer, kind);
      copyFileSync(file, file.replace(newer, directory));
    }
    const snapshot = join(directory, 'snapshot-000002');
    writeFileSync(snapshot, 'what is this?');
    expect(groups(run(directory))).toEqual(['new-a', 'new-b']);
    expect(reports).toHaveLength(1);
  });

  it('with a change that cannot be made again is told, and the others are made', () => {
    const directory = directoryWith('new-a');
    const change = { kind: 'operation', region: 'us-east-1', service: 'ec2', action: 'MakeTea', input: {} };
    const journal = fileOf(directory, 'journal');
    writeFileSync(
      journal,
      Buffer.concat([readFileSync(journal), frame(serialize({ ...change, now: start }))]),
    );
    expect(groups(run(directory))).toEqual(['new-a']);
    expect(reports).toEqual([
      expect.stringContaining('cannot be made again (MakeTea: There is no operation MakeTea of ec2)'),
    ]);
    expect(setAside(directory)).toHaveLength(1);
  });
});

describe('a directory', () => {
  it('of a live emulator is refused in a sentence', () => {
    const directory = newDirectory();
    run(directory);
    expect(() => run(directory)).toThrow(StateError);
    expect(() => run(directory)).toThrow(
      `Cannot start the emulator: the state in ${directory} is in use by the emulator with process id ${process.pid}.`,
    );
    const other = newDirectory();
    mkdirSync(other);
    writeFileSync(join(other, 'lock'), String(process.ppid));
    expect(() => run(other)).toThrow(`process id ${process.ppid}`);
    expect(readdirSync(other)).toEqual(['lock']);
  });

  it.each(['2147483646', String(process.pid), '', 'x'])('of a dead one (%s) is taken over', (pid) => {
    const directory = directoryWith('new-a');
    writeFileSync(join(directory, 'lock'), pid);
    expect(groups(run(directory))).toEqual(['new-a']);
    expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe(String(process.pid));
    expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  });

  it('is free again when its emulator has ended', () => {
    const directory = newDirectory();
    const first = run(directory);
    open.delete(first);
    first.close();
    expect(existsSync(join(directory, 'lock'))).toBe(false);
    expect(run(directory).goesOn).toBe(true);
  });

  it('that cannot be is refused in a sentence', () => {
    const file = newDirectory();
    writeFileSync(file, '');
    expect(() => run(join(file, 'in'))).toThrow(/^Cannot start the emulator: .* Give another directory/);
  });

  it('that was moved goes on', () => {
    const directory = directoryWith('new-a');
    const moved = newDirectory();
    renameSync(directory, moved);
    expect(groups(run(moved))).toEqual(['new-a']);
  });
});
