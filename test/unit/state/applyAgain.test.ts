// Whatever fails at whatever step: applied again, pending changes are done, each once, and none is lost.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProposedChange } from '../../../src/model/pendingChange';
import { identityOf, isDraining, targetKey } from '../../../src/model/target';
import { BY_USER, StateRoom } from '../support/stateRoom';

const GROUP = 'payments-api';
const SPARES = ['10.0.1.50', '10.0.1.51', '10.0.2.60', '10.0.2.61'];

const fault = fc.record({
  action: fc.constantFrom('RegisterTargets', 'DeregisterTargets', 'DescribeTargetHealth'),
  // Each for all attempts of a call, or for the first alone.
  times: fc.constantFrom(1, 3),
  kind: fc.constantFrom(
    { code: 'AccessDenied' },
    { code: 'ExpiredToken' },
    { code: 'Throttling' },
    { code: 'InvalidTarget' },
    { code: 'ServiceUnavailable', status: 503 },
    { drop: true, when: 'before' as const },
    { drop: true, when: 'after' as const },
  ),
});
/** What befalls the applies before the last, which nothing befalls: faults, and the end of the window in the middle. */
const trouble = fc.record({
  faults: fc.array(fault, { maxLength: 3 }),
  /** The window ends after so many writes to its storage. */
  endsAfterWrites: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
});
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never;
const wanted = fc.record({
  leave: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
  come: fc.uniqueArray(fc.constantFrom(...SPARES), { maxLength: 4 }),
});

let room: StateRoom;
beforeAll(async () => {
  room = await StateRoom.start();
});
afterAll(() => room.close());

it('each change is done exactly once in the end', async () => {
  await fc.assert(
    fc.asyncProperty(wanted, fc.array(trouble, { minLength: 1, maxLength: 3 }), async (want, troubles) => {
      await beginAnew();
      const before = await inService();
      const leaving = want.leave.flatMap((index) => before[index] ?? []);
      const changes: ProposedChange[] = [
        ...leaving.map((target) => ({ action: 'deregister' as const, target: identityOf(target) })),
        ...want.come.map((id) => ({ action: 'register' as const, target: { id, port: 8080 } })),
      ];
      await room.stored.pending.stage(scope(), changes);

      for (const each of troubles) await applyInTrouble(each);
      await room.emulator.mend();
      await room.clock.advance(60_000);
      const { left, waiting } = await apply();

      expect([left, waiting, room.stored.pending.all]).toEqual([[], [], []]);
      const keys = new Set(leaving.map(targetKey));
      const expected = [
        ...before
          .filter((target) => !keys.has(targetKey(target)))
          .map(({ id, port }) => `${id}:${port ?? ''}`),
        ...want.come.map((id) => `${id}:8080`),
      ];
      expect((await inService()).map(({ id, port }) => `${id}:${port ?? ''}`).sort()).toEqual(
        expected.sort(),
      );
      // Each deregister has one drain, and is remembered once.
      expect(room.drains.all.map(({ target }) => targetKey(target)).sort()).toEqual([...keys].sort());
      const remembered = room.stored.outOfService.of(room.account.id, room.group(GROUP).arn);
      expect(remembered.map(({ target }) => targetKey(target)).sort()).toEqual([...keys].sort());
    }),
    { numRuns: 40 },
  );
}, 120_000);

function scope() {
  return { connectionId: room.account.id, groupArn: room.group(GROUP).arn, groupName: GROUP };
}

async function beginAnew(): Promise<void> {
  await room.close();
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
}

async function inService() {
  return (await room.account.readHealth(room.group(GROUP).arn, BY_USER)).filter(
    (target) => !isDraining(target),
  );
}

async function apply() {
  return room.finish(
    room.stored.applying.apply({
      account: room.account,
      group: room.group(GROUP),
      changes: room.stored.pending.of(room.account.id, room.group(GROUP).arn),
    }),
  );
}

/** Whatever comes of it; a window that ended is opened anew. */
async function applyInTrouble({ faults, endsAfterWrites }: Trouble): Promise<void> {
  for (const { action, times, kind } of faults) await room.emulator.fail({ action, times, ...kind });
  room.writesLeft = endsAfterWrites ?? Infinity;
  await apply().catch(() => undefined);
  if (endsAfterWrites === undefined) return;
  await room.emulator.mend();
  room = room.restart();
  // The lease of the window that ended runs out.
  await room.clock.advance(60_000);
  await room.account.readGroups(BY_USER);
}
