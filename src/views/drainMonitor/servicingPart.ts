// The monitor's part for servicing targets one after another: the host's side.
import type { State } from '../../state/openState';
import type { MonitorPart } from './part';
import type { FromMonitor } from './protocol';

export class ServicingPart implements MonitorPart {
  constructor(readonly state: State) {}

  open(): void {
    // Nothing is posted yet.
  }

  close(): void {
    // Nothing is posted yet.
  }

  receive(message: FromMonitor): Promise<boolean> {
    return Promise.resolve(message.type === 'servicing');
  }

  dispose(): void {
    // Nothing is held yet.
  }
}
