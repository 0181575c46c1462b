// Functions, versions and aliases as Lambda describes them.
import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FunctionAlias, FunctionVersion, LambdaFunction } from '../../world/functionTypes';
import { qualifiedArn } from '../../world/functionVersions';

/** @param qualifier of the ARN that it is described under */
export function listedConfiguration(
  fn: LambdaFunction,
  version: FunctionVersion,
  qualifier: string | undefined,
): FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: qualifiedArn(fn, qualifier),
    // Lambda says what the runtime is; it keeps its own list of them.
    Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Handler: version.handler,
    Role: version.role,
    CodeSize: version.codeBytes,
    CodeSha256: version.codeSha256,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMegabytes,
    LastModified: new Date(version.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: version.version,
    RevisionId: version.revisionId,
    ...(Object.keys(version.environment).length === 0
      ? {}
      : { Environment: { Variables: { ...version.environment } } }),
    PackageType: 'Zip',
    Architectures: [version.architecture],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${fn.name}` },
  };
}

/** Lists leave the state out. */
export function configuration(
  fn: LambdaFunction,
  version: FunctionVersion,
  qualifier: string | undefined,
): FunctionConfiguration {
  return {
    ...listedConfiguration(fn, version, qualifier),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

export function aliasConfiguration(
  fn: LambdaFunction,
  { name, version, description, revisionId }: FunctionAlias,
): AliasConfiguration {
  return {
    AliasArn: qualifiedArn(fn, name),
    Name: name,
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
  };
}
