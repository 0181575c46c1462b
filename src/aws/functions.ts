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
import { present } from './present';
import type { ServiceOf } from './service';

type Lambda = ServiceOf<LambdaClient>;

export async function functions(lambda: Lambda, options: CallOptions): Promise<LambdaFunction[]> {
  const found: LambdaFunction[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.call(new ListFunctionsCommand({ Marker: marker }), 'other', options);
    for (const { FunctionArn = '', FunctionName = '', Runtime, Description } of page.Functions ?? []) {
      found.push({
        arn: FunctionArn,
        name: FunctionName,
        ...present({ runtime: Runtime, description: Description }),
      });
    }
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return found;
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

async function listAliases(lambda: Lambda, name: string, options: CallOptions): Promise<FunctionQualifier[]> {
  const found: FunctionQualifier[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.call(
      new ListAliasesCommand({ FunctionName: name, Marker: marker }),
      'other',
      options,
    );
    for (const { AliasArn = '', Name = '', FunctionVersion, Description } of page.Aliases ?? []) {
      found.push({
        kind: 'alias',
        name: Name,
        arn: AliasArn,
        ...present({ version: FunctionVersion, description: Description }),
      });
    }
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return found;
}

async function listVersions(
  lambda: Lambda,
  name: string,
  options: CallOptions,
): Promise<FunctionQualifier[]> {
  const found: FunctionQualifier[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.call(
      new ListVersionsByFunctionCommand({ FunctionName: name, Marker: marker }),
      'other',
      options,
    );
    for (const { FunctionArn = '', Version = '', Description } of page.Versions ?? []) {
      if (Version === '$LATEST') continue;
      found.push({
        kind: 'version',
        name: Version,
        arn: FunctionArn,
        ...present({ description: Description }),
      });
    }
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return found;
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`; the API takes the qualifier apart. */
function splitQualifier(functionArn: string): { FunctionName: string; Qualifier?: string } {
  const parts = functionArn.split(':');
  const qualifier = parts[7];
  return qualifier === undefined
    ? { FunctionName: functionArn }
    : { FunctionName: parts.slice(0, 7).join(':'), Qualifier: qualifier };
}
