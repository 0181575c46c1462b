// Makes a scenario's Lambda functions, and lets target groups invoke them.
import { readFileSync } from 'node:fs';
import { hasQualifier } from '../world/lambdaTargets';
import type { FunctionSettings, LambdaFunction } from '../world/functionTypes';
import { codeDigest, latestOf, newRevisionId } from '../world/functionVersions';
import { functionArn } from '../world/names';
import type { World } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { FunctionEntry, Scenario } from './scenario';
import { ScenarioError } from './scenarioError';

export function buildFunctions(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('functions', scenario.functions);
  for (const entry of scenario.functions ?? []) {
    const latest = latestOf(world, entry.name, settingsOf(world, entry), past);
    const published = entry.versions ?? 0;
    const fn: LambdaFunction = {
      name: entry.name,
      arn: functionArn(world, entry.name),
      latest,
      versions: Array.from({ length: published }, (_, index) => ({
        ...latest,
        version: String(index + 1),
        revisionId: newRevisionId(world, entry.name),
      })),
      nextVersion: published + 1,
      aliases: Object.entries(entry.aliases ?? {}).map(([name, version]) => ({
        name,
        version,
        description: '',
        revisionId: newRevisionId(world, `${entry.name}/${name}`),
      })),
      policies: new Map(),
      tags: {},
    };
    for (const { name, version } of fn.aliases) {
      if (version !== '$LATEST' && !fn.versions.some((each) => each.version === version)) {
        throw new ScenarioError(
          `function '${fn.name}': alias '${name}' is for version '${version}', which is not published`,
        );
      }
    }
    allow(world, fn, entry);
    world.functions.push(fn);
  }
}

function settingsOf(world: World, entry: FunctionEntry): FunctionSettings {
  return {
    runtime: entry.runtime ?? 'nodejs22.x',
    handler: 'index.handler',
    description: entry.description ?? '',
    role: `arn:aws:iam::${world.accountId}:role/emulator`,
    timeoutSeconds: entry.timeoutSeconds ?? 30,
    memoryMegabytes: 128,
    environment: {},
    architecture: 'x86_64',
    ...codeOf(entry),
  };
}

function codeOf({
  name,
  code: path,
  runtime = '',
}: FunctionEntry): Pick<FunctionSettings, 'code' | 'codeSha256' | 'codeBytes'> {
  if (path === undefined) return { code: { kind: 'echo' }, ...codeDigest(Buffer.from('echo')) };
  if (!/^(nodejs|$)/.test(runtime)) {
    throw new ScenarioError(`function '${name}': the emulator runs code of Node.js only, not of ${runtime}`);
  }
  try {
    return { code: { kind: 'file', path }, ...codeDigest(readFileSync(path)) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new ScenarioError(`function '${name}': its code ${path} cannot be read: ${error.message}`);
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
