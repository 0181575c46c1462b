// Makes a scenario's Lambda functions, and lets target groups invoke them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeDigest } from '../world/functionCode';
import { hasQualifier } from '../world/lambdaTargets';
import type { FunctionVersion, LambdaFunction } from '../world/functionTypes';
import { functionArn } from '../world/names';
import type { World } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { FunctionEntry, Scenario } from './scenario';
import { ScenarioError } from './scenarioError';

/** @param directory against which the paths of code are resolved: that of the scenario's file */
export function buildFunctions(world: World, scenario: Scenario, past: number, directory: string): void {
  requireUniqueNames('functions', scenario.functions);
  for (const entry of scenario.functions ?? []) {
    const latest = latestVersion(world, entry, past, directory);
    const fn: LambdaFunction = {
      name: entry.name,
      arn: functionArn(world, entry.name),
      latest,
      versions: Array.from({ length: entry.versions ?? 0 }, (_, index) => ({
        ...latest,
        version: String(index + 1),
      })),
      aliases: Object.entries(entry.aliases ?? {}).map(([name, version]) => ({
        name,
        version,
        description: '',
      })),
      policies: new Map(),
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

function latestVersion(world: World, entry: FunctionEntry, past: number, directory: string): FunctionVersion {
  return {
    version: '$LATEST',
    runtime: entry.runtime ?? 'nodejs22.x',
    handler: 'index.handler',
    description: entry.description ?? '',
    role: `arn:aws:iam::${world.accountId}:role/emulator`,
    timeoutSeconds: entry.timeoutSeconds ?? 30,
    memoryMegabytes: 128,
    environment: {},
    modifiedAt: past,
    ...codeOf(entry, directory),
  };
}

function codeOf(
  { name, code, runtime = '' }: FunctionEntry,
  directory: string,
): Pick<FunctionVersion, 'code' | 'codeSha256' | 'codeBytes'> {
  if (code === undefined) return { code: { kind: 'echo' }, ...codeDigest(Buffer.from('echo')) };
  if (!/^(nodejs|$)/.test(runtime)) {
    throw new ScenarioError(`function '${name}': the emulator runs code of Node.js only, not of ${runtime}`);
  }
  const path = resolve(directory, code);
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
