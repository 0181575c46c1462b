// Ends drains in the data plane: what is still in flight to a target when its delay is over is cut.
import type { Alarm, EmulatorTime } from '../emulatorTime';
import type { RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import { familyOf } from '../world/targetGroupAttributes';
import { flightKey, type Flights } from './flights';

export class Drains {
  readonly #alarms = new Map<string, Alarm>();

  constructor(
    readonly time: EmulatorTime,
    readonly flights: Flights,
  ) {}

  /** Takes up how a group's targets have changed: those that drain now, and those that are gone without a drain. */
  follow(group: TargetGroup, before: readonly RegisteredTarget[], now: readonly RegisteredTarget[]): void {
    const present = new Set(now.map((target) => flightKey(group, target)));
    for (const target of before) {
      const key = flightKey(group, target);
      if (!present.has(key) && !this.#alarms.has(key)) this.#end(group, target);
    }
    for (const target of now) {
      const key = flightKey(group, target);
      if (!target.deregistered || this.#alarms.has(key)) continue;
      const { at, delayMilliseconds } = target.deregistered;
      this.#alarms.set(
        key,
        this.time.at(at + delayMilliseconds, () => {
          this.#alarms.delete(key);
          this.#end(group, target);
        }),
      );
    }
  }

  #end(group: TargetGroup, target: RegisteredTarget): void {
    // A Network Load Balancer leaves established connections alone, unless the group says otherwise.
    const lasting =
      familyOf(group) === 'network' &&
      group.attributes.get('deregistration_delay.connection_termination.enabled') !== 'true';
    if (!lasting) this.flights.cut(group, target);
  }

  close(): void {
    for (const alarm of this.#alarms.values()) alarm.cancel();
    this.#alarms.clear();
  }
}
