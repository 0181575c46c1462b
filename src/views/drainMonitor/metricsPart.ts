// The monitor's part for what CloudWatch counts while a group drains: the host's side.
import type { State } from '../../state/openState';
import type { MonitorPart } from './part';
import type { FromMonitor } from './protocol';

export class MetricsPart implements MonitorPart {
  constructor(readonly state: State) {}

  open(): void {
    // Nothing is posted yet.
  }

  close(): void {
    // Nothing is posted yet.
  }

  receive(message: FromMonitor): Promise<boolean> {
    return Promise.resolve(message.type === 'metrics');
  }

  dispose(): void {
    // Nothing is held yet.
  }
}
