// What all listeners share.
import type { ExchangeParts } from './exchange';
import type { Http2Targets } from './http2Targets';
import type { HttpTargets } from './httpTargets';
import type { TargetSelection } from './targetSelection';

export interface ListenerParts extends ExchangeParts {
  readonly selection: TargetSelection;
  readonly httpTargets: HttpTargets;
  readonly http2Targets: Http2Targets;
}
