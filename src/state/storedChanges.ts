// What is kept on disk of changes, for all windows of a user: what is pending, out of service, was applied last.
import { join } from 'node:path';
import type { Clock } from '../model/clock';
import { Applying } from './applying';
import type { Drains } from './drains';
import { LastApplies, parseLastApplies } from './lastApplies';
import { Leases, parseLeases } from './leases';
import { OutOfService, parseOutOfService } from './outOfService';
import { parsePendingChanges, PendingChanges } from './pendingChanges';
import type { Registration } from './registration';
import { SharedFile } from './sharedFile';

interface Options {
  readonly directory: string;
  readonly drains: Drains;
  readonly registration: Registration;
  readonly clock: Clock;
}

export interface StoredChanges {
  readonly pending: PendingChanges;
  readonly outOfService: OutOfService;
  readonly lastApplies: LastApplies;
  readonly applying: Applying;
  dispose(): void;
}

export function openStoredChanges({ directory, drains, registration, clock }: Options): StoredChanges {
  const file = <T>(name: string, parse: (stored: unknown) => T) =>
    new SharedFile({ path: join(directory, `${name}.json`), parse });
  const files = {
    pending: file('pendingChanges', parsePendingChanges),
    outOfService: file('outOfService', parseOutOfService),
    lastApplies: file('lastApplies', parseLastApplies),
    leases: file('leases', parseLeases),
  };
  const pending = new PendingChanges(files.pending, clock);
  const outOfService = new OutOfService(files.outOfService, clock);
  const lastApplies = new LastApplies(files.lastApplies, clock);
  const leases = new Leases(files.leases, clock);
  return {
    pending,
    outOfService,
    lastApplies,
    applying: new Applying({ pending, registration, outOfService, lastApplies, drains, clock }, leases),
    dispose() {
      leases.dispose();
      for (const each of Object.values(files)) each.dispose();
    },
  };
}
