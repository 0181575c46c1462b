// What all listeners share.
import type { Http2Targets } from './http2Targets';
import type { HttpTargets } from './httpTargets';
import type { NetworkParts } from './parts';
import type { TargetSelection } from './targetSelection';

export interface ListenerParts extends NetworkParts {
  readonly selection: TargetSelection;
  readonly httpTargets: HttpTargets;
  readonly http2Targets: Http2Targets;
}
