// What an emulator begins with: the worlds of its scenario, or those that an earlier one kept, and the time.
import { EmulatorTime, systemClock, type Clock } from './emulatorTime';
import { LaggedWorlds } from './laggedWorlds';
import { Ledger } from './ledger';
import { makeChange } from './changes';
import type { Scenario } from './scenario/scenario';
import { StateDirectory, type Found } from './storage/stateDirectory';
import { Worlds, worldsOfScenario } from './worlds';

export interface BeginningOptions {
  readonly clock?: Clock;
  readonly timeScale?: number;
  /** Where everything is kept; only in memory if left out. */
  readonly stateDirectory?: string;
  /** How much emulator time reads are behind. */
  readonly readLagMilliseconds?: number;
  /** Is told in a sentence what of the kept state was damaged. */
  readonly report?: (sentence: string) => void;
}

export interface Beginning {
  readonly time: EmulatorTime;
  readonly worlds: Worlds;
  readonly ledger: Ledger;
  readonly lagged: LaggedWorlds | undefined;
  /** Whether it goes on with what an earlier emulator kept. */
  readonly goesOn: boolean;
  close(): void;
}

export function begin(scenario: Scenario, options: BeginningOptions): Beginning {
  const { clock = systemClock, timeScale = 1, stateDirectory, readLagMilliseconds = 0 } = options;
  const directory =
    stateDirectory === undefined
      ? undefined
      : new StateDirectory(stateDirectory, { report: options.report ?? console.error });
  try {
    const kept = directory && goOn(directory, directory.read());
    // It is never earlier than it has been.
    const time = new EmulatorTime(clock, timeScale, Math.max(kept?.now ?? 0, clock.now()));
    const worlds = kept?.worlds ?? new Worlds(worldsOfScenario(scenario, time.now()));
    directory?.begin({ state: worlds.state, now: time.now() });
    const lagged = readLagMilliseconds > 0 ? new LaggedWorlds(worlds, readLagMilliseconds) : undefined;
    const ledger = new Ledger({ worlds, directory, lagged });
    return {
      time,
      worlds,
      ledger,
      lagged,
      goesOn: kept !== undefined,
      close() {
        if (ledger.failure === undefined) directory?.begin({ state: worlds.state, now: time.now() });
        directory?.close();
      },
    };
  } catch (error) {
    directory?.close();
    throw error;
  }
}

function goOn(
  directory: StateDirectory,
  { snapshot, changes }: Found,
): { worlds: Worlds; now: number } | undefined {
  if (!snapshot) return undefined;
  const worlds = new Worlds(snapshot.state);
  let { now } = snapshot;
  let reported = false;
  for (const change of changes) {
    now = Math.max(now, change.now);
    try {
      makeChange(worlds, change);
    } catch (error) {
      if (!reported) directory.reportUnrepeatable(change, error);
      reported = true;
    }
  }
  return { worlds, now };
}
