// The webview's clock: carries on the host's time, and ticks at its whole seconds.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostClock, SecondTicker } from '../../../media/drainMonitor/clock';
import { STARTED_AT } from './lanes';

describe('the host’s clock in the webview', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function clockAt(hostNow: number): HostClock {
    const clock = new HostClock(() => performance.now());
    clock.synchronise(hostNow);
    return clock;
  }

  it('carries on from a snapshot, in whole seconds for what is shown', () => {
    const clock = clockAt(STARTED_AT + 300);
    vi.advanceTimersByTime(1500);
    expect(clock.now()).toBe(STARTED_AT + 1800);
    expect(clock.wholeSecond()).toBe(STARTED_AT + 1000);
  });

  it('ticks once at each whole second of the host', () => {
    const clock = clockAt(STARTED_AT + 300);
    const ticks: number[] = [];
    new SecondTicker(clock, () => ticks.push(clock.wholeSecond() - STARTED_AT)).run(true);
    vi.advanceTimersByTime(699);
    expect(ticks).toEqual([]);
    vi.advanceTimersByTime(2001);
    expect(ticks).toEqual([1000, 2000, 3000]);
  });

  it('keeps one timer, aligned anew when a snapshot sets the clock', () => {
    const clock = clockAt(STARTED_AT);
    const tick = vi.fn();
    const ticker = new SecondTicker(clock, tick);
    ticker.run(true);
    vi.advanceTimersByTime(200);
    clock.synchronise(STARTED_AT + 900);
    ticker.run(true);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(100);
    expect(tick).toHaveBeenCalledTimes(1);
  });

  it('stops, also from within a tick', () => {
    const tick = vi.fn(() => {
      ticker.run(false);
    });
    const ticker = new SecondTicker(clockAt(STARTED_AT), tick);
    ticker.run(true);
    vi.advanceTimersByTime(5000);
    expect(tick).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
