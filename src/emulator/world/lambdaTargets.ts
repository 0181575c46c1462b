// A Lambda function as a target: it must exist here and must let the load balancer invoke it.
import { InvalidTargetException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../apiError';
import type { FunctionVersion, LambdaFunction, PolicyStatement } from './functionTypes';
import { versionOf } from './functionVersions';
import type { TargetGroup } from './loadBalancingTypes';
import type { World } from './world';

export interface FunctionArn {
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  readonly qualifier: string | undefined;
}

export function parseFunctionArn(arn: string): FunctionArn | undefined {
  const [, region, accountId, name, qualifier] =
    /^arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:([\w-]{1,64})(?::([\w$-]{1,128}))?$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || name === undefined) return undefined;
  return { region, accountId, name, qualifier };
}

export function hasQualifier(fn: LambdaFunction, qualifier: string | undefined): boolean {
  return versionOf(fn, qualifier) !== undefined;
}

/** The function that a target's ARN names, and the version that it stands for now; undefined if there is none. */
export function functionOfTarget(
  world: World,
  arn: string,
): { fn: LambdaFunction; version: FunctionVersion } | undefined {
  const { name, qualifier } = parseFunctionArn(arn) ?? {};
  const fn = world.functions.find((each) => each.name === name);
  const version = fn && versionOf(fn, qualifier);
  return version && { fn, version };
}

/** Why this function cannot be the group's target, or undefined. */
export function lambdaRefusal(world: World, group: TargetGroup, arn: string): ApiError | undefined {
  const parsed = parseFunctionArn(arn);
  if (parsed?.accountId !== world.accountId || parsed.region !== world.region) {
    return ApiError.of(
      InvalidTargetException$,
      `The function '${arn}' must be in the same account and Region as the target group`,
    );
  }
  const fn = world.functions.find((each) => each.name === parsed.name);
  if (!fn || !hasQualifier(fn, parsed.qualifier)) {
    return ApiError.of(InvalidTargetException$, `The function '${arn}' does not exist`);
  }
  const statements = fn.policies.get(parsed.qualifier ?? '') ?? [];
  if (!statements.some((statement) => letsLoadBalancerInvoke(world, group, statement))) {
    return new ApiError(
      'AccessDenied',
      `elasticloadbalancing principal does not have permission to invoke ${arn} from target group ${group.arn}`,
    );
  }
  return undefined;
}

function letsLoadBalancerInvoke(world: World, group: TargetGroup, statement: PolicyStatement): boolean {
  const { action, principal, sourceArn, sourceAccount } = statement;
  return (
    (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
    (principal === 'elasticloadbalancing.amazonaws.com' || principal === '*') &&
    (sourceArn === undefined || matchesPattern(group.arn, sourceArn)) &&
    (sourceAccount === undefined || sourceAccount === world.accountId)
  );
}

/** ArnLike: `*` stands for anything, `?` for one character. */
function matchesPattern(arn: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}
