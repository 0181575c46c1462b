// The drains that are remembered: their phases through time, and through restarts, damage and other people's doings.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Drain } from '../../../src/model/drain';
import type { GroupRead } from '../../../src/model/groupRead';
import type { RegisteredTarget, TargetState } from '../../../src/model/target';
import { Drains, type DrainSubject, parseDrains } from '../../../src/state/drains';
import { SharedFile } from '../../../src/state/sharedFile';
import { ControllableClock } from '../support/controllableClock';

const CONNECTION = 'emulator@us-east-1';
const GROUP = {
  arn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef',
  name: 'web',
  loadBalancerArns: [],
};

let clock: ControllableClock;
let directory: string;
let files: SharedFile<readonly Drain[]>[];
let drains: Drains;
beforeEach(() => {
  clock = new ControllableClock();
  directory = mkdtempSync(join(tmpdir(), 'drains-'));
  files = [];
  drains = open();
});
afterEach(() => {
  for (const file of files) file.dispose();
  rmSync(directory, { recursive: true });
});

/** As one more window, or the same one after a restart, finds them. */
function open(): Drains {
  const file = new SharedFile({ path: path(), parse: parseDrains });
  files.push(file);
  return new Drains(file, clock);
}

function path(): string {
  return join(directory, 'drains.json');
}

function stored(): unknown {
  return JSON.parse(readFileSync(path(), 'utf8'));
}

/** As a window finds them when this is on disk. */
function openWith(value: unknown): Drains {
  writeFileSync(path(), JSON.stringify(value));
  return open();
}

function subject(id = '10.0.0.1', port = 80): DrainSubject {
  return { connectionId: CONNECTION, group: GROUP, target: { id, port }, delayMilliseconds: 30_000 };
}

function listed(state: TargetState, id = '10.0.0.1', port = 80): RegisteredTarget {
  return { id, port, health: { state } };
}

function read(...targets: RegisteredTarget[]): GroupRead {
  return { connectionId: CONNECTION, group: GROUP, targets, readAt: clock.now() };
}

function observe(...targets: RegisteredTarget[]): Promise<void> {
  return drains.observe(read(...targets));
}

function phases(of = drains): string[] {
  return of.all.map(({ target, phase }) => `${target.id}:${target.port ?? ''} ${phase}`);
}

describe('a drain that we begin', () => {
  it('goes from deregistering over draining to gone', async () => {
    const startedAt = clock.now();
    await drains.begin([{ ...subject(), targetName: 'web-1' }]);
    expect(drains.all).toEqual([
      {
        id: expect.any(String) as string,
        connectionId: CONNECTION,
        groupArn: GROUP.arn,
        groupName: 'web',
        target: { id: '10.0.0.1', port: 80 },
        targetName: 'web-1',
        startedAt,
        startedBy: 'us',
        delayMilliseconds: 30_000,
        phase: 'deregistering',
      },
    ]);
    await clock.advance(2_000);
    await observe(listed('draining'));
    expect(phases()).toEqual(['10.0.0.1:80 draining']);
    await clock.advance(28_000);
    await observe();
    expect(drains.all).toMatchObject([{ phase: 'gone', startedAt, endedAt: startedAt + 30_000 }]);
    expect(drains.open(CONNECTION)).toEqual([]);
  });

  it('is still begun while reads lag behind, and never happened when they show it in service for long', async () => {
    await drains.begin([subject()]);
    await clock.advance(59_999);
    await observe(listed('healthy'));
    expect(phases()).toEqual(['10.0.0.1:80 deregistering']);
    await clock.advance(1);
    await observe(listed('healthy'));
    expect(phases()).toEqual([]);
  });

  it('is gone at once where nothing drains', async () => {
    await drains.begin([subject()]);
    await observe(listed('healthy', '10.0.0.2'));
    expect(phases()).toEqual(['10.0.0.1:80 gone']);
  });

  it('has returned when the target is in service again', async () => {
    await drains.begin([subject()]);
    await observe(listed('draining'));
    await clock.advance(5_000);
    await observe(listed('initial'));
    expect(drains.all).toMatchObject([{ phase: 'returned', endedAt: clock.now() }]);
    // What comes later is another story.
    await observe();
    expect(phases()).toEqual(['10.0.0.1:80 returned']);
  });

  it('is not ended by an old read that shows the target in service', async () => {
    await drains.begin([subject()]);
    await observe(listed('draining'));
    await clock.advance(5_000);
    await observe(listed('healthy'));
    expect(phases()).toEqual(['10.0.0.1:80 draining']);
    await clock.advance(55_000);
    await observe(listed('healthy'));
    expect(phases()).toEqual(['10.0.0.1:80 returned']);
  });

  it('is not moved on by a read from before it', async () => {
    const before = read();
    await clock.advance(1);
    await drains.begin([subject()]);
    await drains.observe(before);
    expect(phases()).toEqual(['10.0.0.1:80 deregistering']);
  });

  it('is gone with its group', async () => {
    const told = vi.fn();
    drains.onDidEnd(told);
    await drains.begin([subject()]);
    await drains.endGroup(CONNECTION, GROUP.arn);
    expect(drains.all).toMatchObject([{ phase: 'gone', endedAt: clock.now() }]);
    expect(told).toHaveBeenCalledOnce();
  });

  it('of a target that was initial is not forgotten while reads lag behind', async () => {
    await drains.begin([subject()]);
    await observe(listed('initial'));
    expect(phases()).toEqual(['10.0.0.1:80 deregistering']);
  });

  it('can be withdrawn', async () => {
    const begun = await drains.begin([subject('10.0.0.1'), subject('10.0.0.2')]);
    await drains.withdraw(begun.slice(0, 1));
    expect(phases()).toEqual(['10.0.0.2:80 deregistering']);
  });

  it('is one, however often the target is deregistered', async () => {
    const [first] = await drains.begin([subject()]);
    expect(await drains.begin([subject(), subject('10.0.0.1', 81)])).toMatchObject([
      { id: first?.id },
      { target: { port: 81 } },
    ]);
    expect(drains.all).toHaveLength(2);
  });

  it('is another one when the target comes again', async () => {
    await drains.begin([subject()]);
    await observe();
    await clock.advance(1);
    await drains.begin([subject()]);
    expect(phases()).toEqual(['10.0.0.1:80 gone', '10.0.0.1:80 deregistering']);
    expect(new Set(drains.all.map(({ id }) => id)).size).toBe(2);
  });

  it('minds its own port, group and connection', async () => {
    await drains.begin([subject()]);
    await drains.observe({ ...read(), connectionId: 'profile:web@us-east-1' });
    await drains.observe({ ...read(), group: { ...GROUP, arn: `${GROUP.arn}0` } });
    await observe(listed('healthy'), listed('draining', '10.0.0.1', 81));
    expect(phases()).toEqual(['10.0.0.1:80 deregistering']);
    expect(drains.open(CONNECTION, `${GROUP.arn}0`)).toEqual([]);
    expect(drains.open(CONNECTION, GROUP.arn)).toHaveLength(1);
  });
});

it('tells when a drain should have been over, however late it is, and claims nothing where nobody knows', async () => {
  const startedAt = clock.now();
  const { delayMilliseconds: _, ...unknown } = subject('10.0.0.2');
  await drains.begin([subject(), unknown]);
  await clock.advance(50_000);
  expect([...drains.drainingUntil(CONNECTION, GROUP.arn)]).toEqual([
    ['10.0.0.1:80@', startedAt + 30_000],
    ['10.0.0.2:80@', undefined],
  ]);
});

describe('a drain that somebody else began', () => {
  it('starts when it was first seen', async () => {
    await clock.advance(5_000);
    const targets = [
      listed('draining'),
      listed('healthy', '10.0.0.2'),
      listed('unhealthy.draining', '10.0.0.3'),
    ];
    const unknown = drains.unknownAmong(read(...targets));
    expect(unknown).toEqual([targets[0]]);
    await drains.discover([subject()], clock.now());
    expect(drains.all).toMatchObject([{ startedBy: 'elsewhere', phase: 'draining', startedAt: clock.now() }]);
    expect(drains.unknownAmong(read(...targets))).toEqual([]);
  });

  it('is not one that has just ended, which a read that lags behind shows again', async () => {
    await drains.begin([subject()]);
    await observe(listed('draining'));
    await clock.advance(30_000);
    await observe();
    await clock.advance(59_999);
    expect(drains.unknownAmong(read(listed('draining')))).toEqual([]);
    await clock.advance(1);
    expect(drains.unknownAmong(read(listed('draining')))).toHaveLength(1);
  });

  it('is not told twice of nothing', async () => {
    let changes = 0;
    drains.onDidChange(() => changes++);
    await drains.discover([], clock.now());
    await observe(listed('healthy'));
    await drains.begin([subject()]);
    await observe(listed('healthy'));
    expect(changes).toBe(1);
  });
});

describe('storage', () => {
  it('has the drain when begin resolves, and not the target’s health', async () => {
    await drains.begin([{ ...subject(), target: listed('healthy') }]);
    expect(stored()).toEqual(drains.all);
    expect(JSON.stringify(stored())).not.toContain('health');
  });

  it('gives a drain back after a restart in the middle; it goes on from where it began', async () => {
    const startedAt = clock.now();
    await drains.begin([subject()]);
    await observe(listed('draining'));
    await clock.advance(20_000);
    drains = open();
    expect(drains.all).toMatchObject([{ phase: 'draining', startedAt }]);
    await observe(listed('draining'));
    expect(drains.unknownAmong(read(listed('draining')))).toEqual([]);
    expect(drains.all).toMatchObject([{ phase: 'draining', startedAt }]);
  });

  it('gives a drain back that has ended meanwhile: gone, or put back in service', async () => {
    await drains.begin([subject('10.0.0.1'), subject('10.0.0.2')]);
    await observe(listed('draining', '10.0.0.1'), listed('draining', '10.0.0.2'));
    await clock.advance(3_600_000);
    drains = open();
    await observe(listed('healthy', '10.0.0.2'));
    expect(phases()).toEqual(['10.0.0.1:80 gone', '10.0.0.2:80 returned']);
    expect(phases(open())).toEqual(phases());
  });

  it('gives a drain back with the time that is left, and tells of one that ended meanwhile when it is first seen', async () => {
    const startedAt = clock.now();
    await drains.begin([subject('10.0.0.1'), { ...subject('10.0.0.2'), delayMilliseconds: 600_000 }]);
    await observe(listed('draining', '10.0.0.1'), listed('draining', '10.0.0.2'));
    await clock.advance(400_000);
    drains = open();
    const told = vi.fn();
    drains.onDidEnd(told);
    expect(drains.drainingUntil(CONNECTION, GROUP.arn).get('10.0.0.2:80@')).toBe(startedAt + 600_000);
    await observe(listed('draining', '10.0.0.2'));
    expect(told).toHaveBeenCalledExactlyOnceWith([
      expect.objectContaining({ phase: 'gone', startedAt, endedAt: startedAt + 400_000 }),
    ]);
  });

  it('keeps the last 200 that are finished, and every open one', async () => {
    await drains.begin([subject('10.0.1.1')]);
    await observe(listed('draining', '10.0.1.1'));
    const many = Array.from({ length: 205 }, (_, index) => subject('10.0.2.1', index + 1));
    await drains.begin(many);
    await observe(listed('draining', '10.0.1.1'));
    expect(drains.all).toHaveLength(201);
    expect(drains.open(CONNECTION)).toHaveLength(1);
    expect(drains.all[1]?.target.port).toBe(6);
    await drains.clearFinished();
    expect(phases(open())).toEqual(['10.0.1.1:80 draining']);
  });

  it.each([
    ['nothing', null],
    ['something else', 'drains'],
    ['an object', { drains: [] }],
    ['a list of rubbish', [null, 1, 'a', [], {}, { phase: 'draining' }, { id: 'a', target: null }]],
  ])('that holds %s is a start without drains', async (_what, value) => {
    drains = openWith(value);
    expect(drains.all).toEqual([]);
    expect(drains.open(CONNECTION)).toEqual([]);
    await drains.begin([subject()]);
    await observe();
    expect(phases()).toEqual(['10.0.0.1:80 gone']);
  });

  it.each([
    ['id', 1],
    ['connectionId', null],
    ['groupArn', undefined],
    ['groupName', {}],
    ['target', { port: 80 }],
    ['startedAt', 'yesterday'],
    ['startedBy', 'nobody'],
    ['phase', 'boiling'],
    ['delayMilliseconds', '30'],
    ['endedAt', null],
  ])('loses a drain whose %s is damaged, and no other', async (member, value) => {
    await drains.begin([subject('10.0.0.1'), subject('10.0.0.2')]);
    const [first, second] = drains.all;
    expect(openWith([{ ...first, [member]: value }, second]).all).toEqual([second]);
  });
});

describe('two windows', () => {
  let other: Drains;
  beforeEach(() => {
    other = open();
  });

  it('see the same drains', async () => {
    const heard = vi.fn();
    other.onDidChange(heard);
    await drains.begin([subject()]);
    await vi.waitFor(() => {
      expect(other.all).toEqual(drains.all);
    });
    expect(heard).toHaveBeenCalledWith([expect.objectContaining({ groupArn: GROUP.arn })]);
  });

  it('lose none of each other’s', async () => {
    const ports = Array.from({ length: 20 }, (_, index) => index + 1);
    await Promise.all(
      ports.map((port) => (port % 2 === 0 ? drains : other).begin([subject('10.0.0.1', port)])),
    );
    expect(
      open()
        .all.map(({ target }) => target.port)
        .sort((a = 0, b = 0) => a - b),
    ).toEqual(ports);
  });

  it('have one drain of a target that both deregister, or both discover', async () => {
    await Promise.all([drains.begin([subject()]), other.begin([subject()])]);
    await Promise.all([
      drains.discover([subject('10.0.0.2')], clock.now()),
      other.discover([subject('10.0.0.2'), subject()], clock.now()),
    ]);
    expect(phases(open())).toEqual(['10.0.0.1:80 deregistering', '10.0.0.2:80 draining']);
  });

  it('tell of an end once', async () => {
    const told = vi.fn();
    drains.onDidEnd(told);
    other.onDidEnd(told);
    await drains.begin([subject()]);
    await vi.waitFor(() => {
      expect(other.all).toHaveLength(1);
    });
    await Promise.all([drains.observe(read()), other.observe(read())]);
    expect(told).toHaveBeenCalledExactlyOnceWith([expect.objectContaining({ phase: 'gone' })]);
    expect(phases(open())).toEqual(['10.0.0.1:80 gone']);
  });

  it('tell of no end that is none: a drain that was written down and never happened', async () => {
    const told = vi.fn();
    drains.onDidEnd(told);
    await drains.begin([subject()]);
    await clock.advance(60_000);
    await observe(listed('healthy'));
    expect(drains.all).toEqual([]);
    expect(told).not.toHaveBeenCalled();
  });
});
