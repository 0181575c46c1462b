// What the panel of a servicing shows of its targets and batches, and what of it is news.
import { expect, it } from 'vitest';
import { batchInWords, batchState, lookOf, newsOf } from '../../../media/drainMonitor/servicing/runWords';
import type { ServicedPhase, ServicedTarget } from '../../../src/model/servicing/serviceRun';
import { runOf, Window, World } from '../model/servicing/world';

function targets(...phases: ServicedPhase[]): ServicedTarget[] {
  return phases.map((phase, batch) => ({
    target: { id: `10.0.0.${batch}`, port: 80 },
    batch,
    phase,
    since: 0,
  }));
}

it('marks a target that waits for somebody to look at it, whatever its phase', () => {
  const [out] = targets('out');
  expect(lookOf(out!)).toBe('out');
  expect(lookOf({ ...out!, because: 'It ended with exit code 1.' })).toBe('problem');
  expect(lookOf({ ...out!, phase: 'skipped', because: 'It was gone.' })).toBe('skipped');
});

it('tells a batch that is over, under way, and still to come', () => {
  expect(batchState(targets('done', 'skipped'))).toBe('over');
  expect(batchState(targets('done', 'checking'))).toBe('now');
  expect(batchState(targets('waiting', 'waiting'))).toBe('later');
  expect(batchInWords(1, 4, targets('draining', 'out'))).toBe(
    'Batch 2 of 4, 2 targets: draining; drained, out of service',
  );
});

it('takes no countdown for news', () => {
  const world = new World(2);
  const window = new Window(world, { run: runOf(world, 1, 1, { kind: 'continue' }) });
  window.look();
  const first = newsOf(window.disk.run, world.now);
  world.pass(5_000);
  window.look();
  const later = newsOf(window.disk.run, world.now);
  expect(later.sentence).not.toBe(first.sentence);
  expect(later.about).toBe(first.about);
  world.pass(15_000);
  window.look();
  expect(newsOf(window.disk.run, world.now)).toMatchObject({
    sentence:
      'Servicing checkout-web. Batch 1 of 2: 10.0.0.1:80 is out of service and drained: work on it, then continue.',
  });
  expect(newsOf(window.disk.run, world.now).about).not.toBe(first.about);
});
