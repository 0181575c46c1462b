// Versions of functions: making what $LATEST stands for, publishing it, and finding what a qualifier stands for.
import { createHash } from 'node:crypto';
import type { FunctionSettings, FunctionVersion, LambdaFunction } from './functionTypes';
import { newUuid } from './names';
import type { World } from './world';

export const latestVersion = '$LATEST';

/** What Lambda says of code. */
export function codeDigest(bytes: Uint8Array): Pick<FunctionSettings, 'codeSha256' | 'codeBytes'> {
  return { codeSha256: createHash('sha256').update(bytes).digest('base64'), codeBytes: bytes.length };
}

export function newRevisionId(world: World, thing: string): string {
  return newUuid(world, `revision/${thing}`);
}

/** What $LATEST stands for with these settings. */
export function latestOf(
  world: World,
  name: string,
  settings: FunctionSettings,
  now: number,
): FunctionVersion {
  // The hash of the code stands for it.
  const { runtime, handler, description, role, architecture, environment, code, codeSha256 } = settings;
  const limits = [settings.timeoutSeconds, settings.memoryMegabytes];
  const content = [
    runtime,
    handler,
    description,
    role,
    architecture,
    environment,
    limits,
    code.kind,
    codeSha256,
  ];
  return {
    ...settings,
    version: latestVersion,
    modifiedAt: now,
    revisionId: newRevisionId(world, name),
    contentId: createHash('sha256').update(JSON.stringify(content)).digest('base64'),
  };
}

/** Publishes $LATEST, unless that is what was published last: then it is that. */
export function publishVersion(world: World, fn: LambdaFunction, description?: string): FunctionVersion {
  const last = fn.versions.at(-1);
  const nothingNew = last?.version === String(fn.nextVersion - 1) && last.contentId === fn.latest.contentId;
  if (nothingNew) return last;
  const published: FunctionVersion = {
    ...fn.latest,
    description: description ?? fn.latest.description,
    version: String(fn.nextVersion),
    revisionId: newRevisionId(world, fn.name),
  };
  fn.nextVersion += 1;
  fn.versions.push(published);
  // That it was published is a change of $LATEST too.
  fn.latest = { ...fn.latest, revisionId: newRevisionId(world, fn.name) };
  return published;
}

/** $LATEST and the published ones, oldest first. */
export function versionsOf(fn: LambdaFunction): FunctionVersion[] {
  return [fn.latest, ...fn.versions];
}

/** The version that a version's number, `$LATEST`, an alias or nothing stands for. */
export function versionOf(fn: LambdaFunction, qualifier: string | undefined): FunctionVersion | undefined {
  const alias = fn.aliases.find(({ name }) => name === qualifier);
  const wanted = alias?.version ?? qualifier ?? latestVersion;
  return versionsOf(fn).find(({ version }) => version === wanted);
}

export function qualifiedArn(fn: LambdaFunction, qualifier: string | undefined): string {
  return qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`;
}
