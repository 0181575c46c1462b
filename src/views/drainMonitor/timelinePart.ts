// The monitor's part for the health of groups over time: the host's side.
import type { State } from '../../state/openState';
import type { MonitorPart } from './part';
import type { FromMonitor } from './protocol';

export class TimelinePart implements MonitorPart {
  constructor(readonly state: State) {}

  open(): void {
    // Nothing is posted yet.
  }

  close(): void {
    // Nothing is posted yet.
  }

  receive(message: FromMonitor): Promise<boolean> {
    return Promise.resolve(message.type === 'timeline');
  }

  dispose(): void {
    // Nothing is held yet.
  }
}
