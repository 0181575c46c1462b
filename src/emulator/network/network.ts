// The data plane: follows the worlds, opens their listeners, checks their targets, cuts what drains too long.
import type { EmulatorTime } from '../emulatorTime';
import type { HealthResults } from '../world/healthResults';
import type { Worlds } from '../worlds';

export class Network {
  readonly health: HealthResults = { of: () => ({ state: 'healthy' }) };

  constructor(
    readonly worlds: Worlds,
    readonly time: EmulatorTime,
  ) {}

  /** Takes up what has changed in the worlds: listeners that are new are open when it resolves. */
  async follow(): Promise<void> {}

  /** Lets happen what is due by now, where the clock does not run by itself. */
  async catchUp(): Promise<void> {}

  async close(): Promise<void> {}
}
