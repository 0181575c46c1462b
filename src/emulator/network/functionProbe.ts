// The health check of a function: it is invoked with the event of a request, and its answer's status is judged.
import { albAnswer, healthCheckEvent } from '../functions/albEvents';
import type { FunctionRunner } from '../functions/invocation';
import { functionOfTarget } from '../world/lambdaTargets';
import type { RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import type { World } from '../world/world';
import { judge, type ProbeResult } from './probe';

/** What a load balancer answers by itself where a function does not. */
const badGateway = 502;

export async function probeFunction(
  functions: FunctionRunner,
  world: World,
  group: TargetGroup,
  { id: arn }: RegisteredTarget,
  deadline: AbortSignal,
): Promise<ProbeResult> {
  const found = functionOfTarget(world, arn);
  if (!found) return judge(group.healthCheck, badGateway);
  const result = await functions.invoke({ ...found, arn, payload: healthCheckEvent(group) }, deadline);
  if (deadline.aborted) return { kind: 'timeout' };
  return judge(group.healthCheck, albAnswer(group, result)?.status ?? badGateway);
}
