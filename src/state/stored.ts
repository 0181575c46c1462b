// What is kept on disk for all windows of a user (drains, arrivals, waits, pending changes and the rest), and what writes
// it: registering, deregistering, applying.
import { join } from 'node:path';
import type { Clock } from '../model/clock';
import { Applying } from './applying';
import { Arrivals, parseArrivals } from './arrivals';
import { BegunReplacements, parseBegunReplacements } from './begunReplacements';
import { Drains, parseDrains } from './drains';
import { DrainSeriesStore, parseDrainSeries } from './drainSeries';
import { HealthHistory } from './healthHistory';
import { HealthWaits, parseHealthWaits } from './healthWaits';
import { LastApplies, parseLastApplies } from './lastApplies';
import { Leases, parseLeases } from './leases';
import { OutOfService, parseOutOfService } from './outOfService';
import { parsePendingChanges, PendingChanges } from './pendingChanges';
import { Registration } from './registration';
import { parseServiceRuns, ServiceRuns } from './serviceRuns';
import { SharedFile } from './sharedFile';
import { formatHistories, parseHistories } from './storedHistory';

interface Options {
  readonly directory: string;
  readonly clock: Clock;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

export interface Stored {
  readonly drains: Drains;
  readonly drainSeries: DrainSeriesStore;
  readonly arrivals: Arrivals;
  readonly waits: HealthWaits;
  readonly history: HealthHistory;
  readonly pending: PendingChanges;
  readonly outOfService: OutOfService;
  readonly lastApplies: LastApplies;
  readonly begunReplacements: BegunReplacements;
  readonly serviceRuns: ServiceRuns;
  readonly leases: Leases;
  readonly registration: Registration;
  readonly applying: Applying;
  dispose(): void;
}

export function openStored({ directory, clock, report }: Options): Stored {
  const file = <T>(name: string, parse: (stored: unknown) => T) =>
    new SharedFile({ path: join(directory, `${name}.json`), parse });
  const files = {
    drains: file('drains', parseDrains),
    drainSeries: file('drainSeries', parseDrainSeries),
    arrivals: file('arrivals', parseArrivals),
    waits: file('healthWaits', parseHealthWaits),
    pending: file('pendingChanges', parsePendingChanges),
    outOfService: file('outOfService', parseOutOfService),
    lastApplies: file('lastApplies', parseLastApplies),
    begunReplacements: file('functionReplacements', parseBegunReplacements),
    serviceRuns: file('servicing', parseServiceRuns),
    leases: file('leases', parseLeases),
  };
  const drains = new Drains(files.drains, clock);
  const arrivals = new Arrivals(files.arrivals, clock);
  const history = new HealthHistory(
    () =>
      new SharedFile({
        path: join(directory, 'healthHistory.json'),
        parse: parseHistories,
        format: formatHistories,
      }),
    clock,
    report,
  );
  const pending = new PendingChanges(files.pending, clock);
  const outOfService = new OutOfService(files.outOfService, clock);
  const lastApplies = new LastApplies(files.lastApplies, clock);
  const leases = new Leases(files.leases, clock);
  const registration = new Registration({ drains, arrivals, history, clock });
  return {
    drains,
    drainSeries: new DrainSeriesStore(files.drainSeries, clock),
    arrivals,
    waits: new HealthWaits(files.waits, clock),
    history,
    pending,
    outOfService,
    lastApplies,
    begunReplacements: new BegunReplacements(files.begunReplacements),
    serviceRuns: new ServiceRuns(files.serviceRuns),
    leases,
    registration,
    applying: new Applying({ pending, registration, outOfService, lastApplies, drains, clock }, leases),
    dispose() {
      leases.dispose();
      history.dispose();
      for (const each of Object.values(files)) each.dispose();
    },
  };
}
