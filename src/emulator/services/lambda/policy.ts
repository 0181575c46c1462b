// GetPolicy, AddPermission and RemovePermission: who may invoke a function, by qualifier.
import { createHash } from 'node:crypto';
import {
  AddPermission$,
  GetPolicy$,
  PreconditionFailedException$,
  RemovePermission$,
  ResourceConflictException$,
  ResourceNotFoundException$,
  type AddPermissionRequest,
  type AddPermissionResponse,
  type GetPolicyRequest,
  type GetPolicyResponse,
  type RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { PolicyStatement } from '../../world/functionTypes';
import { findFunction, invalidParameter, type QualifiedFunction } from './lookup';

export const getPolicy = operation(
  GetPolicy$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetPolicyRequest>, { world }): GetPolicyResponse => {
    const named = findFunction(world, input.FunctionName, input.Qualifier);
    const statements = statementsOf(named);
    if (statements.length === 0) throw notFound();
    return {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Id: 'default',
        Statement: statements.map((statement) => statementDocument(named, statement)),
      }),
      RevisionId: revision(statements),
    };
  },
);

export const addPermission = operation(
  AddPermission$,
  [
    'FunctionName',
    'StatementId',
    'Action',
    'Principal',
    'SourceArn',
    'SourceAccount',
    'Qualifier',
    'RevisionId',
  ],
  (input: Checked<AddPermissionRequest>, { world }): AddPermissionResponse => {
    const named = findFunction(world, input.FunctionName, input.Qualifier);
    if (named.qualifier === '$LATEST') {
      throw invalidParameter('We currently do not support adding policies for $LATEST.');
    }
    if (!/^[\w-]{1,100}$/.test(input.StatementId)) {
      throw invalidParameter(
        `The statement id '${input.StatementId}' can have letters, digits, - and _ only`,
      );
    }
    if (!/^(lambda:\*|lambda:[a-zA-Z]+|\*)$/.test(input.Action)) {
      throw invalidParameter(`The action '${input.Action}' is not an action of Lambda`);
    }
    const statements = statementsOf(named);
    checkRevision(input.RevisionId, statements);
    if (statements.some((each) => each.sid === input.StatementId)) {
      throw ApiError.of(
        ResourceConflictException$,
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement: PolicyStatement = {
      sid: input.StatementId,
      action: input.Action,
      principal: input.Principal,
      sourceArn: input.SourceArn,
      sourceAccount: input.SourceAccount,
    };
    named.fn.policies.set(named.qualifier ?? '', [...statements, statement]);
    return { Statement: JSON.stringify(statementDocument(named, statement)) };
  },
);

export const removePermission = operation(
  RemovePermission$,
  ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  (input: Checked<RemovePermissionRequest>, { world }): object => {
    const named = findFunction(world, input.FunctionName, input.Qualifier);
    const statements = statementsOf(named);
    checkRevision(input.RevisionId, statements);
    const rest = statements.filter((each) => each.sid !== input.StatementId);
    if (rest.length === statements.length)
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    named.fn.policies.set(named.qualifier ?? '', rest);
    return {};
  },
);

function notFound(message = 'The resource you requested does not exist.'): ApiError {
  return ApiError.of(ResourceNotFoundException$, message);
}

function statementsOf({ fn, qualifier = '' }: QualifiedFunction): readonly PolicyStatement[] {
  return fn.policies.get(qualifier) ?? [];
}

function revision(statements: readonly PolicyStatement[]): string {
  const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function checkRevision(asked: string | undefined, statements: readonly PolicyStatement[]): void {
  if (asked !== undefined && asked !== revision(statements)) {
    throw ApiError.of(
      PreconditionFailedException$,
      'The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve it.',
    );
  }
}

function statementDocument({ fn, qualifier }: QualifiedFunction, statement: PolicyStatement): object {
  const { sid, action, principal, sourceArn, sourceAccount } = statement;
  const condition = {
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principalDocument(principal),
    Action: action,
    Resource: qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalDocument(principal: string): unknown {
  if (principal === '*') return '*';
  return principal.includes('.') ? { Service: principal } : { AWS: principal };
}
