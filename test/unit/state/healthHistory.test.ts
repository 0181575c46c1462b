// The history that is kept: written seldom, shared by the windows, back after a crash, and cheap with many targets.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GroupRead } from '../../../src/model/groupRead';
import type { GroupHistory } from '../../../src/model/healthHistory';
import type { RegisteredTarget } from '../../../src/model/target';
import { HealthHistory } from '../../../src/state/healthHistory';
import { SharedFile } from '../../../src/state/sharedFile';
import { formatHistories, parseHistories } from '../../../src/state/storedHistory';
import { ControllableClock } from '../support/controllableClock';
import { Traffic } from '../support/traffic';

const CONNECTION = 'emulator@us-east-1';
const ARN = 'arn:web';
const SCOPE = { connectionId: CONNECTION, groupArn: ARN, groupName: 'web' };

let clock: ControllableClock;
let directory: string;
let windows: HealthHistory[];
let writes: number;
let traffic: Traffic;
beforeEach(() => {
  clock = new ControllableClock();
  traffic = new Traffic();
  clock.settle = traffic.settle;
  directory = mkdtempSync(join(tmpdir(), 'health-history-'));
  windows = [];
  writes = 0;
});
afterEach(() => {
  for (const window of windows) window.dispose();
  rmSync(directory, { recursive: true });
});

function path(): string {
  return join(directory, 'healthHistory.json');
}

function unexpected(error: unknown): void {
  throw error;
}

/** As a window has it. */
function open(report: (error: unknown) => void = unexpected): HealthHistory {
  const openFile = () => {
    const file = new SharedFile({
      path: path(),
      parse: parseHistories,
      format: (value: readonly GroupHistory[]) => {
        writes++;
        return formatHistories(value);
      },
    });
    const update = file.update.bind(file);
    vi.spyOn(file, 'update').mockImplementation((change) => traffic.during(update(change)));
    return file;
  };
  const history = new HealthHistory(openFile, clock, report);
  windows.push(history);
  return history;
}

function read(targets: readonly RegisteredTarget[], arn = ARN): GroupRead {
  return {
    connectionId: CONNECTION,
    group: { arn, name: 'web', port: 80, loadBalancerArns: [] },
    targets,
    readAt: clock.now(),
  };
}

function observe(history: HealthHistory, ...states: string[]): void {
  const targets = states.map((state, index) => ({ id: `10.0.0.${index}`, port: 80, health: { state } }));
  history.observe(read(targets), () => undefined);
}

/** The states of the first target, as a window has them. */
function states(history: HealthHistory): (string | undefined)[] | undefined {
  return history.of(CONNECTION, ARN)?.targets[0]?.bands.map(({ health }) => health?.state);
}

describe('the history of a group', () => {
  it('is there at once, and told', () => {
    const history = open();
    const heard = vi.fn();
    history.onDidChange(heard);
    expect(history.of(CONNECTION, ARN)).toBeUndefined();
    observe(history, 'healthy');
    expect(history.of(CONNECTION, ARN)).toMatchObject({ from: clock.now(), groupName: 'web' });
    expect(heard).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(SCOPE));
  });

  it('is on disk a moment later, for another window and after a crash', async () => {
    const history = open();
    observe(history, 'healthy', 'initial');
    history.mark(SCOPE, { at: clock.now(), action: 'register', targetKeys: ['10.0.0.1:80@'] });
    await clock.advance(200);
    expect(open().of(CONNECTION, ARN)).toEqual(history.of(CONNECTION, ARN));
    expect(open().of(CONNECTION, ARN)).toMatchObject({ marks: [{ action: 'register' }] });
  });

  it('is written at most every three seconds, however often health changes', async () => {
    const history = open();
    for (let second = 0; second < 60; second++) {
      observe(history, second % 2 === 0 ? 'healthy' : 'unhealthy');
      await clock.advance(1_000);
    }
    expect(writes).toBeGreaterThanOrEqual(15);
    expect(writes).toBeLessThanOrEqual(21);
    // A crash forgets three seconds at most.
    expect(states(open())!.length).toBeGreaterThanOrEqual(57);
  });

  it('is seldom written while nothing changes', async () => {
    const history = open();
    for (let second = 0; second < 120; second += 2) {
      observe(history, 'healthy');
      await clock.advance(2_000);
    }
    expect(writes).toBeLessThanOrEqual(5);
    expect(history.of(CONNECTION, ARN)?.to).toBe(clock.now() - 2_000);
    expect(open().of(CONNECTION, ARN)!.to).toBeGreaterThanOrEqual(clock.now() - 32_000);
  });

  it('is written by one of two windows that see the same', async () => {
    const [one, other] = [open(), open()];
    for (const state of ['initial', 'healthy']) {
      observe(one, state);
      observe(other, state);
      await clock.advance(5_000);
    }
    expect(writes).toBe(2);
    await vi.waitFor(() => {
      expect(states(other)).toEqual(['initial', 'healthy']);
    });
    expect(states(one)).toEqual(['initial', 'healthy']);
  });

  it('has what both of two windows saw', async () => {
    const [one, other] = [open(), open()];
    observe(one, 'initial');
    await clock.advance(5_000);
    observe(other, 'healthy');
    await clock.advance(5_000);
    observe(one, 'unhealthy');
    await clock.advance(5_000);
    for (const window of [one, other, open()])
      await vi.waitFor(() => {
        expect(states(window)).toEqual(['initial', 'healthy', 'unhealthy']);
      });
  });

  it('tells of what another window saw', async () => {
    const [one, other] = [open(), open()];
    expect(other.of(CONNECTION, ARN)).toBeUndefined();
    const heard = vi.fn();
    other.onDidChange(heard);
    observe(one, 'healthy');
    await clock.advance(1_000);
    await vi.waitFor(() => {
      expect(heard).toHaveBeenCalledWith(expect.objectContaining(SCOPE));
    });
    expect(states(other)).toEqual(['healthy']);
  });

  it('has no marks of a group that nobody has read', async () => {
    const history = open();
    history.mark(SCOPE, { at: clock.now(), action: 'register', targetKeys: ['a'] });
    await clock.advance(10_000);
    expect(history.of(CONNECTION, ARN)).toBeUndefined();
    expect(writes).toBe(0);
  });

  it('goes on when it cannot be written, and is written with the next read', async () => {
    const reported: unknown[] = [];
    const history = open((error) => reported.push(error));
    observe(history, 'healthy');
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'no folder any more');
    await clock.advance(200);
    expect(reported).toHaveLength(1);
    rmSync(directory);
    await clock.advance(3_000);
    observe(history, 'unhealthy');
    await clock.advance(3_000);
    expect(states(open())).toEqual(['healthy', 'unhealthy']);
  });

  it('opens no file before somebody needs it, and none after the window has closed', async () => {
    const opened = vi.fn(
      () => new SharedFile({ path: path(), parse: parseHistories, format: formatHistories }),
    );
    const history = new HealthHistory(opened, clock, () => undefined);
    expect(opened).not.toHaveBeenCalled();
    observe(history, 'healthy');
    expect(opened).toHaveBeenCalledOnce();
    history.dispose();
    await clock.advance(60_000);
    expect(clock.waiting).toBe(0);
    expect(writes).toBe(0);
  });
});

describe('with many targets', () => {
  const GROUPS = 10;
  const TARGETS = 1_000;

  /** 10,000 targets, each in another state than in the round before. */
  function round(history: HealthHistory, state: string): number {
    const started = performance.now();
    for (let group = 0; group < GROUPS; group++) {
      const targets = Array.from({ length: TARGETS }, (_, index) => ({
        id: `10.${group}.${Math.floor(index / 250)}.${index % 250}`,
        port: 80,
        health: { state },
      }));
      history.observe(read(targets, `arn:${group}`), () => undefined);
    }
    return (performance.now() - started) / GROUPS;
  }

  it('stays small, and holds no poll up', async () => {
    const history = open();
    const each: number[] = [];
    for (let polls = 0; polls < 8; polls++) {
      each.push(round(history, polls % 2 === 0 ? 'healthy' : 'unhealthy'));
      await clock.advance(4_000);
    }
    // Of a read of 1,000 targets that all changed; far above what it takes, for a machine that is busy with other tests.
    expect(each.sort((a, b) => a - b)[each.length / 2]).toBeLessThan(50);
    expect(statSync(path()).size).toBeLessThan(2_000_000);
    const kept = parseHistories(JSON.parse(readFileSync(path(), 'utf8')));
    expect(kept.flatMap(({ targets }) => targets.flatMap(({ bands }) => bands)).length).toBeLessThanOrEqual(
      12_000,
    );
    expect(kept.length).toBeGreaterThan(0);
  });
});

describe('what is stored', () => {
  it('is given back as it was', () => {
    const history = open();
    observe(history, 'healthy', 'initial');
    const kept = history.of(CONNECTION, ARN)!;
    const whole: GroupHistory = {
      ...kept,
      targets: [
        {
          target: { id: 'i-0abc', port: 80, availabilityZone: 'all' },
          targetName: 'web-1',
          bands: [
            { from: kept.from, to: kept.from },
            {
              from: kept.from + 5,
              to: kept.from + 9,
              health: { state: 'unhealthy', reason: 'Target.Timeout' },
            },
          ],
        },
      ],
      marks: [{ at: kept.from, action: 'deregister', targetKeys: ['a', 'b'] }],
      gaps: [{ from: kept.from, to: kept.from + 5 }],
    };
    expect(parseHistories(JSON.parse(JSON.stringify(formatHistories([whole, kept]))))).toEqual([whole, kept]);
  });

  it.each([
    ['nothing', null],
    ['something else', 'history'],
    ['a list', []],
    ['no healths', { groups: [] }],
    ['damaged healths', { healths: [{}], groups: [] }],
    ['damaged groups', { healths: [], groups: {} }],
  ])('is no history where it is %s', (_what, stored) => {
    expect(parseHistories(stored)).toEqual([]);
  });

  it.each([
    ['connectionId', 1],
    ['groupArn', undefined],
    ['groupName', {}],
    ['from', 'yesterday'],
    ['to', null],
    ['targets', {}],
    ['targets', [{ target: {}, bands: [] }]],
    ['targets', [{ target: { id: 'a' }, bands: [[0, 1, 7]] }]],
    ['targets', [{ target: { id: 'a' }, bands: [[0, 'x', 0]] }]],
    ['targets', [{ target: { id: 'a' }, bands: [5] }]],
    ['marks', [{ at: 0, action: 'boil', targetKeys: [] }]],
    ['marks', [{ at: 0, action: 'register', targetKeys: [5] }]],
    ['gaps', [[0]]],
  ])('loses a group whose %s is damaged, and no other', (member, value) => {
    const history = open();
    observe(history, 'healthy');
    const { healths, groups } = formatHistories([history.of(CONNECTION, ARN)!]);
    const damaged = { healths, groups: [{ ...groups[0], [member]: value }, groups[0]] };
    expect(parseHistories(JSON.parse(JSON.stringify(damaged)))).toHaveLength(1);
  });
});
