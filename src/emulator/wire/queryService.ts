// The two query protocols as services: form-encoded in, XML out.
import { ApiError, validationError } from '../apiError';
import type { Operation } from './operation';
import { decodeQueryInput, type QueryDialect } from './queryInput';
import { writeEc2Error, writeEc2Output, writeQueryError, writeQueryOutput } from './queryOutput';
import type { ReadRequest, Service, WireRequest, WireResponse } from './service';

interface QueryServiceOptions {
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, Operation>;
}

const awsQuery: QueryDialect = {
  flattenLists: false,
  memberKey: (name, member) => member.getMergedTraits().xmlName ?? name,
  unknownParameter: (key) => validationError(`Unknown parameter '${key}'`),
  missingParameter: (key) =>
    validationError(
      `1 validation error detected: Value null at '${key}' failed to satisfy constraint: Member must not be null`,
    ),
  malformedValue: (key, value, expected) =>
    validationError(`Value '${value}' at '${key}' must be ${expected}`),
};

const ec2Query: QueryDialect = {
  flattenLists: true,
  memberKey(name, member) {
    const { ec2QueryName, xmlName } = member.getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
    const key = xmlName ?? name;
    return ec2QueryName ?? key.charAt(0).toUpperCase() + key.slice(1);
  },
  unknownParameter: (key) => new ApiError('UnknownParameter', `The parameter ${key} is not recognized`),
  missingParameter: (key) =>
    new ApiError('MissingParameter', `The request must contain the parameter ${key}`),
  malformedValue: (key, value, expected) =>
    new ApiError(
      'InvalidParameterValue',
      `Value (${value}) for parameter ${key} is invalid. It must be ${expected}.`,
    ),
};

export function queryService(options: QueryServiceOptions): Service {
  return {
    operations: options.operations,
    read: (request) => readForm(request, options, awsQuery),
    writeOutput: (operation, output, requestId) =>
      xml(200, writeQueryOutput(options.xmlNamespace, operation, output, requestId), requestId),
    writeError: (error, requestId) =>
      xml(error.status, writeQueryError(options.xmlNamespace, error, requestId), requestId),
  };
}

export function ec2Service(options: QueryServiceOptions): Service {
  return {
    operations: options.operations,
    read: (request) => readForm(request, options, ec2Query),
    writeOutput: (operation, output, requestId) =>
      xml(200, writeEc2Output(options.xmlNamespace, operation, output, requestId), requestId),
    writeError: (error, requestId) =>
      xml(error.status, writeEc2Error(options.xmlNamespace, error, requestId), requestId),
  };
}

function readForm(
  request: WireRequest,
  { version, operations }: QueryServiceOptions,
  dialect: QueryDialect,
): ReadRequest {
  const form = new URLSearchParams(request.body);
  const action = form.get('Action');
  if (action === null || action === '') {
    throw new ApiError('MissingAction', 'The request is missing an action or a required parameter.');
  }
  const asked = form.get('Version') ?? version;
  const operation = asked === version ? operations.get(action) : undefined;
  if (!operation) {
    throw new ApiError('InvalidAction', `Could not find operation ${action} for version ${asked}`);
  }
  const input = decodeQueryInput(form, operation.schema, dialect);
  for (const member of Object.keys(input)) {
    if (!operation.members.has(member)) throw notImplemented(action, member);
  }
  return { operation, input };
}

function notImplemented(action: string, member: string): ApiError {
  return new ApiError(
    'InvalidParameterValue',
    `The emulator does not implement the parameter ${member} of ${action}`,
  );
}

function xml(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
