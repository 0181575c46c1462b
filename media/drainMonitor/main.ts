// Wires the drain monitor's webview: messages from the host, the clock, the saved state, the view.
import type { DrainSnapshot, ToMonitor } from '../../src/views/drainMonitor/protocol';
import { HostClock, SecondTicker } from './clock';
import { MonitorView } from './monitorView';
import { restore, savedState } from './savedState';
import type { Moment } from './text';
import { vscodeApi } from './vscodeApi';

const root = document.querySelector('main');
if (root === null) throw new Error('The drain monitor’s page has no main element.');

const clock = new HostClock(() => performance.now());
const view = new MonitorView(root, {
  reveal: (laneId) => {
    vscodeApi.postMessage({ type: 'reveal', laneId });
  },
  copyId: (laneId) => {
    vscodeApi.postMessage({ type: 'copyId', laneId });
  },
  clearFinished: () => {
    vscodeApi.postMessage({ type: 'clearFinished' });
  },
});
const ticker = new SecondTicker(clock, () => {
  view.tick(moment());
});
let snapshotAt = 0;
let restored = false;

window.addEventListener('message', ({ data }: MessageEvent<ToMonitor>) => {
  show(data, data.now, { fromEarlierLife: false });
  vscodeApi.setState(savedState(data, Date.now()));
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) view.tick(moment());
  runTicker();
});

const earlier = restore(vscodeApi.getState(), Date.now());
if (earlier !== undefined) show(earlier.snapshot, earlier.hostNow, { fromEarlierLife: true });
vscodeApi.postMessage({ type: 'ready' });

function show(
  snapshot: DrainSnapshot,
  hostNow: number,
  { fromEarlierLife }: { fromEarlierLife: boolean },
): void {
  clock.synchronise(hostNow);
  snapshotAt = snapshot.now;
  restored = fromEarlierLife;
  view.show(snapshot.lanes, moment());
  runTicker();
}

function moment(): Moment {
  return { now: clock.wholeSecond(), snapshotAt, restored };
}

function runTicker(): void {
  ticker.run(view.ticks && !document.hidden);
}
