// GetPolicy, AddPermission and RemovePermission: who may invoke a function, by qualifier.
import { createHash } from 'node:crypto';
import {
  AddPermission$,
  GetPolicy$,
  RemovePermission$,
  ResourceConflictException$,
  type AddPermissionRequest,
  type AddPermissionResponse,
  type GetPolicyRequest,
  type GetPolicyResponse,
  type RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { LambdaFunction, PolicyStatement } from '../../world/functionTypes';
import { qualifiedArn } from '../../world/functionVersions';
import { functionArn } from '../../world/names';
import type { World } from '../../world/world';
import { findFunction, functionNotFound, lookUp, notFound, type QualifiedFunction } from './lookup';
import { checkLength, checkPattern, checkRevision, invalidParameter } from './refusals';

export const getPolicy = operation(
  GetPolicy$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetPolicyRequest>, { world }): GetPolicyResponse => {
    const { fn, qualifier } = lookUp(world, input.FunctionName, input.Qualifier);
    const statements = fn ? statementsOf(fn, qualifier) : [];
    if (!fn || statements.length === 0) throw notFound('The resource you requested does not exist.');
    return {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Id: 'default',
        Statement: statements.map((statement) => statementDocument(fn, qualifier, statement)),
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
    checkLength('statementId', input.StatementId, 100);
    checkPattern('statementId', input.StatementId, '([a-zA-Z0-9-_]+)');
    checkPattern('action', input.Action, String.raw`(lambda:[*]|lambda:[a-zA-Z]+|[*])`);
    const { fn, qualifier } = findToChange(world, input, functionNotFound);
    if (qualifier === '$LATEST') {
      throw invalidParameter('We currently do not support adding policies for $LATEST.');
    }
    if (!isPrincipal(input.Principal)) {
      throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
    }
    const statements = statementsOf(fn, qualifier);
    checkRevision(input.RevisionId, revision(statements), 'GetPolicy');
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
    fn.policies.set(qualifier ?? '', [...statements, statement]);
    return { Statement: JSON.stringify(statementDocument(fn, qualifier, statement)) };
  },
);

export const removePermission = operation(
  RemovePermission$,
  ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  (input: Checked<RemovePermissionRequest>, { world }): object => {
    const { fn, qualifier } = findToChange(world, input, (place, name) =>
      notFound(`No policy found for: ${functionArn(place, name)}`),
    );
    const statements = statementsOf(fn, qualifier);
    if (statements.length === 0) throw notFound('No policy is associated with the given resource.');
    checkRevision(input.RevisionId, revision(statements), 'GetPolicy');
    const rest = statements.filter((each) => each.sid !== input.StatementId);
    if (rest.length === statements.length)
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    fn.policies.set(qualifier ?? '', rest);
    return {};
  },
);

type NamedRequest = Pick<Checked<GetPolicyRequest>, 'FunctionName' | 'Qualifier'>;

/** @param refuse what the operation says where there is no such function */
function findToChange(
  world: World,
  { FunctionName, Qualifier }: NamedRequest,
  refuse: (world: World, name: string) => ApiError,
): QualifiedFunction {
  const { name, qualifier, fn } = lookUp(world, FunctionName, Qualifier);
  if (!fn) throw refuse(world, name);
  if (qualifier !== undefined && isUnknownAlias(fn, qualifier)) {
    throw notFound(`Cannot find alias arn: ${qualifiedArn(fn, qualifier)}`);
  }
  return findFunction(world, FunctionName, Qualifier);
}

function isUnknownAlias(fn: LambdaFunction, qualifier: string): boolean {
  return /^(?!\d+$)[\w-]+$/.test(qualifier) && !fn.aliases.some(({ name }) => name === qualifier);
}

function isPrincipal(principal: string): boolean {
  return /^(?:\*|\d{12}|[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)|arn:aws[a-z-]*:(?:iam|sts)::.+)$/.test(
    principal,
  );
}

function statementsOf(fn: LambdaFunction, qualifier = ''): readonly PolicyStatement[] {
  return fn.policies.get(qualifier) ?? [];
}

function revision(statements: readonly PolicyStatement[]): string {
  const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function statementDocument(
  fn: LambdaFunction,
  qualifier: string | undefined,
  statement: PolicyStatement,
): object {
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
    Resource: qualifiedArn(fn, qualifier),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalDocument(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}
