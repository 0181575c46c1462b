// The same changes lead to the same worlds: whatever is called, what is on disk is what is in memory.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/emulator/apiError';
import { begin } from '../../../src/emulator/beginning';
import { LaggedWorlds } from '../../../src/emulator/laggedWorlds';
import { Ledger } from '../../../src/emulator/ledger';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import { loadServices } from '../../../src/emulator/services/services';
import { changesWorld } from '../../../src/emulator/wire/operation';
import { Worlds, worldsOfScenario, type WorldsState } from '../../../src/emulator/worlds';
import { inputOf, inputs, randomCall, type RandomCall } from './randomChanges';
import { start } from './harness';

const folder = mkdtempSync(join(tmpdir(), 'emulator-replay-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const services = await loadServices();
const region = 'us-east-1';
const scenario = sampleScenario;

/** Whoever calls gets an answer (true) or a refusal (false); a bug of the emulator fails the test. */
function call(ledger: Ledger, worlds: Worlds, random: RandomCall, now: number): boolean {
  const { service, action } = random;
  if (!services.get(service)?.operations.has(action)) return false;
  const input = inputOf(random, worlds.of(region));
  try {
    ledger.record({ kind: 'operation', region, service, action, input, now });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  }
}

/** With numbers in place of objects that were there before: two that are one have to stay one. */
function shapeOf(state: WorldsState): unknown {
  const seen = new Map<object, number>();
  const shape = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return { same: known };
    if ('id' in value || 'arn' in value) seen.set(value, seen.size);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (value instanceof Map) return [...(value as Map<unknown, unknown>)].map((entry) => entry.map(shape));
    if (Array.isArray(value)) return value.map(shape);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
  };
  return shape(state);
}

const calls = fc.array(randomCall, { minLength: 1, maxLength: 60, size: 'max' });
let run = 0;

describe('random changes', () => {
  it('are on disk as they are in memory, whenever the emulator is killed', () => {
    fc.assert(
      fc.property(calls, (sequence) => {
        const directory = join(folder, String(++run));
        const copy = `${directory}-copy`;
        let now = start;
        const options = { clock: { now: () => now }, report: (sentence: string) => expect.fail(sentence) };
        const first = begin(scenario, { ...options, stateDirectory: directory });
        for (const random of sequence) {
          now += random.milliseconds;
          if (random.isRead) first.worlds.settle(now);
          call(first.ledger, first.worlds, random, now);
        }
        cpSync(directory, copy, { recursive: true });
        rmSync(join(copy, 'lock'));
        const again = begin(scenario, { ...options, stateDirectory: copy });
        // What happened since the last change happens when somebody asks.
        for (const { worlds } of [first, again]) worlds.settle(now);
        expect(shapeOf(again.worlds.state)).toEqual(shapeOf(first.worlds.state));
        first.close();
        again.close();
        for (const each of [directory, copy]) rmSync(each, { recursive: true });
      }),
      { numRuns: 300 },
    );
  });

  it('are seen later as they were, and share nothing with the present', () => {
    fc.assert(
      fc.property(calls, fc.nat(30_000), (sequence, lag) => {
        const worlds = new Worlds(worldsOfScenario(scenario, start));
        const lagged = new LaggedWorlds(worlds, lag + 1);
        const ledger = new Ledger({ worlds, directory: undefined, lagged });
        const history: { now: number; state: WorldsState }[] = [];
        let now = start;
        for (const random of sequence) {
          now += random.milliseconds;
          call(ledger, worlds, random, now);
          history.push({ now, state: deserialize(serialize(worlds.state)) as WorldsState });
          if (!random.isRead) continue;
          const seen = lagged.seen(region, now);
          const past = history.findLast((each) => each.now <= seen.now);
          if (!past) continue;
          const then = new Worlds(past.state);
          then.settle(seen.now);
          expect(shapeOf({ account: then.account, worlds: [seen.world] })).toEqual(shapeOf(then.state));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are of every operation that changes something, and each succeeds at times', () => {
    const changing = [...services].flatMap(([service, { operations }]) =>
      [...operations.values()].filter(changesWorld).map(({ name }) => `${service} ${name}`),
    );
    expect(changing.filter((each) => !(each in inputs))).toEqual([]);

    // Many more sequences than an operation needs: some succeed only after three others happened to.
    const missing = new Set(changing);
    for (const sequence of fc.sample(calls, { numRuns: 5000, seed: 42 })) {
      if (missing.size === 0) break;
      const worlds = new Worlds(worldsOfScenario(scenario, start));
      const ledger = new Ledger({ worlds, directory: undefined, lagged: undefined });
      let now = start;
      for (const random of sequence) {
        now += random.milliseconds;
        if (call(ledger, worlds, random, now)) missing.delete(`${random.service} ${random.action}`);
      }
    }
    expect([...missing]).toEqual([]);
  });
});
