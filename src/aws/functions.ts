// Lambda: functions, their versions and aliases, and the permission to invoke them.
import {
  AddPermissionCommand,
  GetPolicyCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import type { FunctionQualifier, LambdaFunction } from '../model/network';
import { isProblem } from '../model/problem';
import type { CallOptions, Cloud } from './cloud';
import { allOf, pages } from './pages';
import { present } from './present';
import type { ServiceOf } from './service';

type Lambda = ServiceOf<LambdaClient>;

export function functions(lambda: Lambda, options: CallOptions): Promise<LambdaFunction[]> {
  const source = pages(
    (Marker) => lambda.call(new ListFunctionsCommand({ Marker }), 'other', options),
    ({ NextMarker }) => NextMarker,
  );
  return allOf(source, ({ Functions = [] }) =>
    Functions.map(({ FunctionArn = '', FunctionName = '', Runtime, Description }) => ({
      arn: FunctionArn,
      name: FunctionName,
      ...present({ runtime: Runtime, description: Description }),
    })),
  );
}

/** Aliases first, then the published versions from the newest, then `$LATEST`. */
export async function qualifiers(
  lambda: Lambda,
  { arn, name }: LambdaFunction,
  options: CallOptions,
): Promise<FunctionQualifier[]> {
  const [aliases, versions] = await Promise.all([
    listAliases(lambda, name, options),
    listVersions(lambda, name, options),
  ]);
  return [...aliases, ...versions.reverse(), { kind: 'latest', name: '$LATEST', arn }];
}

/** The policy belongs to the qualifier that the ARN names; a function without one answers `ResourceNotFoundException`. */
export async function functionPolicy(
  lambda: Lambda,
  functionArn: string,
  options: CallOptions,
): Promise<string | undefined> {
  try {
    return (await lambda.call(new GetPolicyCommand(splitQualifier(functionArn)), 'other', options)).Policy;
  } catch (error) {
    if (isProblem(error) && error.code === 'ResourceNotFound') return undefined;
    throw error;
  }
}

export async function allowInvoke(
  lambda: Lambda,
  functionArn: string,
  statement: Parameters<Cloud['allowInvoke']>[1],
  options: CallOptions,
): Promise<void> {
  await lambda.call(
    new AddPermissionCommand({
      ...splitQualifier(functionArn),
      StatementId: statement.statementId,
      Action: statement.action,
      Principal: statement.principal,
      SourceArn: statement.sourceArn,
    }),
    'other',
    options,
  );
}

function listAliases(
  lambda: Lambda,
  FunctionName: string,
  options: CallOptions,
): Promise<FunctionQualifier[]> {
  const source = pages(
    (Marker) => lambda.call(new ListAliasesCommand({ FunctionName, Marker }), 'other', options),
    ({ NextMarker }) => NextMarker,
  );
  return allOf(source, ({ Aliases = [] }) =>
    Aliases.map(({ AliasArn = '', Name = '', FunctionVersion, Description }) => ({
      kind: 'alias' as const,
      name: Name,
      arn: AliasArn,
      ...present({ version: FunctionVersion, description: Description }),
    })),
  );
}

/** The published ones. */
function listVersions(
  lambda: Lambda,
  FunctionName: string,
  options: CallOptions,
): Promise<FunctionQualifier[]> {
  const source = pages(
    (Marker) => lambda.call(new ListVersionsByFunctionCommand({ FunctionName, Marker }), 'other', options),
    ({ NextMarker }) => NextMarker,
  );
  return allOf(source, ({ Versions = [] }) =>
    Versions.filter(({ Version }) => Version !== '$LATEST').map(
      ({ FunctionArn = '', Version = '', Description }) => ({
        kind: 'version' as const,
        name: Version,
        arn: FunctionArn,
        ...present({ description: Description }),
      }),
    ),
  );
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`; the API takes the qualifier apart. */
function splitQualifier(functionArn: string): { FunctionName: string; Qualifier?: string } {
  const parts = functionArn.split(':');
  const qualifier = parts[7];
  return qualifier === undefined
    ? { FunctionName: functionArn }
    : { FunctionName: parts.slice(0, 7).join(':'), Qualifier: qualifier };
}
