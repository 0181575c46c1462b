// Makes a scenario's Lambda functions, and lets target groups invoke them.
import { hasQualifier } from '../world/lambdaTargets';
import { functionArn } from '../world/names';
import type { LambdaFunction, World } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { FunctionEntry, Scenario } from './scenario';
import { ScenarioError } from './scenarioError';

export function buildFunctions(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('functions', scenario.functions);
  for (const entry of scenario.functions ?? []) {
    const fn: LambdaFunction = {
      name: entry.name,
      arn: functionArn(world, entry.name),
      runtime: entry.runtime ?? 'nodejs22.x',
      description: entry.description ?? '',
      modifiedAt: past,
      versions: Array.from({ length: entry.versions ?? 0 }, (_, index) => String(index + 1)),
      aliases: Object.entries(entry.aliases ?? {}).map(([name, version]) => ({ name, version })),
      policies: new Map(),
    };
    for (const { name, version } of fn.aliases) {
      if (version !== '$LATEST' && !fn.versions.includes(version)) {
        throw new ScenarioError(
          `function '${fn.name}': alias '${name}' is for version '${version}', which is not published`,
        );
      }
    }
    allow(world, fn, entry);
    world.functions.push(fn);
  }
}

function allow(world: World, fn: LambdaFunction, { allows = [] }: FunctionEntry): void {
  for (const { targetGroup, qualifier } of allows) {
    const group = find('target group', world.targetGroups, (each) => each.name === targetGroup, targetGroup);
    if (!hasQualifier(fn, qualifier)) {
      throw new ScenarioError(`function '${fn.name}' has no version or alias '${qualifier ?? ''}'`);
    }
    const statement = {
      sid: `elb-${targetGroup}`,
      action: 'lambda:InvokeFunction',
      principal: 'elasticloadbalancing.amazonaws.com',
      sourceArn: group.arn,
      sourceAccount: undefined,
    };
    fn.policies.set(qualifier ?? '', [...(fn.policies.get(qualifier ?? '') ?? []), statement]);
  }
}
