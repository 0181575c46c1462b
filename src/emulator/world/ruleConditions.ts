// The conditions of rules: what a request may ask for, and how much of it one rule can have.
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { isBlock } from './addresses';
import { notImplemented } from './constraints';
import type { Condition } from './loadBalancingTypes';
import { quotas } from './quotas';

export type ConditionRequest = Checked<RuleCondition>;

const configs = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const;

type Field = keyof typeof configs;

const oncePerRule: readonly Field[] = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

export function ruleConditions(requests: readonly ConditionRequest[]): Condition[] {
  if (requests.length === 0) throw validationError('A condition must be specified');
  const conditions = requests.map(ruleCondition);
  const repeated = oncePerRule.find((field) => conditions.filter((each) => each.field === field).length > 1);
  if (repeated !== undefined) {
    throw validationError(`A rule can only have one '${repeated}' condition`);
  }
  checkCounts(conditions);
  return conditions;
}

type Value = Condition['values'][number];

function checkCounts(conditions: readonly Condition[]): void {
  if (conditions.flatMap<Value>(({ values }) => values).length > quotas.conditionValuesPerRule) {
    throw validationError(`A rule can only have '${quotas.conditionValuesPerRule}' condition values`);
  }
  const wildcards = conditions
    .filter(({ field }) => field !== 'http-request-method' && field !== 'source-ip')
    .flatMap<Value>(({ values }) => values)
    .map((each) => (typeof each === 'string' ? each : `${each.key ?? ''}${each.value}`))
    .join('')
    .match(/(?<!\\)[*?]/g);
  if ((wildcards?.length ?? 0) > quotas.wildcardsPerRule) {
    throw validationError(`A rule can only have '${quotas.wildcardsPerRule}' condition wildcards`);
  }
}

function ruleCondition(request: ConditionRequest): Condition {
  const { Field: asked } = request;
  if (asked === undefined) throw validationError('A condition field must be specified');
  const field = Object.keys(configs).find((each): each is Field => each === asked);
  if (field === undefined) {
    throw validationError(`Condition field '${asked}' must be one of '[${Object.keys(configs).join(',')}]'`);
  }
  refuseOthers(field, request);
  switch (field) {
    case 'host-header':
      return { field, values: stringValues(field, request, request.HostHeaderConfig).map(checkHost) };
    case 'path-pattern':
      return { field, values: stringValues(field, request, request.PathPatternConfig).map(checkPath) };
    case 'http-header':
      return httpHeader(request);
    case 'http-request-method':
      return { field, values: required(field, request.HttpRequestMethodConfig?.Values).map(checkMethod) };
    case 'query-string':
      return queryString(request);
    case 'source-ip':
      return { field, values: required(field, request.SourceIpConfig?.Values).map(checkBlock) };
  }
}

function refuseOthers(field: Field, request: ConditionRequest): void {
  const config = request[configs[field]];
  if (request.RegexValues !== undefined || (config && 'RegexValues' in config)) {
    throw notImplemented('the parameter RegexValues of a condition');
  }
  const own: string[] = ['Field', configs[field]];
  if (field === 'host-header' || field === 'path-pattern') own.push('Values');
  const other = Object.keys(request).find((key) => !own.includes(key));
  if (other !== undefined) throw validationError(`The '${other}' field is not compatible with '${field}'`);
}

/** The older form names one value at the top; the newer one has several. */
function stringValues(
  field: 'host-header' | 'path-pattern',
  { Values: values }: ConditionRequest,
  config: { readonly Values?: readonly string[] | undefined } | undefined,
): readonly string[] {
  if (values && config) {
    throw validationError(
      `You cannot provide both Values and '${configs[field]}' for a condition of type '${field}'`,
    );
  }
  if ((values?.length ?? 0) > 1) {
    throw validationError(`The '${field}' field contains too many values; the limit is '1'`);
  }
  return required(field, values ?? config?.Values);
}

function required<Item>(field: Field, values: readonly Item[] | undefined): readonly Item[] {
  if (!values || values.length === 0) {
    throw validationError(`A condition value must be specified for '${field}'`);
  }
  return values;
}

function checkText(words: string, value: string, most: number): string {
  if (value.length === 0) throw validationError(`The ${words} value cannot be empty`);
  if (value.length > most) throw validationError(`The ${words} value is too long; the limit is '${most}'`);
  return value;
}

function checkHost(value: string): string {
  checkText("'host-header'", value, 128);
  if (!/^[A-Za-z0-9.*?-]+\.[A-Za-z*?]+$/.test(value)) {
    throw validationError(
      `The 'host-header' value '${value}' is not valid: it can have letters, digits, '-', '.', '*' and '?', ` +
        "must have a '.', and only letters after the last one",
    );
  }
  return value;
}

function checkPath(value: string): string {
  checkText("'path-pattern'", value, 128);
  if (!/^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(value)) {
    throw validationError(`The 'path-pattern' value '${value}' contains characters that are not valid`);
  }
  return value;
}

function httpHeader({ HttpHeaderConfig: config }: ConditionRequest): Condition {
  const name = config?.HttpHeaderName;
  if (name === undefined) {
    throw validationError("A 'HttpHeaderName' must be specified for a condition of type 'http-header'");
  }
  checkText("'HttpHeaderName'", name, 40);
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || name.toLowerCase() === 'host') {
    throw validationError(`The 'HttpHeaderName' value '${name}' is not valid`);
  }
  const values = required('http-header', config?.Values).map((value) =>
    checkText("'http-header'", value, 128),
  );
  return { field: 'http-header', name, values };
}

function checkMethod(value: string): string {
  checkText("'http-request-method'", value, 40);
  if (!/^[A-Z_-]+$/.test(value)) {
    throw validationError(
      `The 'http-request-method' value '${value}' is not valid; the allowed characters are A-Z, hyphen and underscore`,
    );
  }
  return value;
}

function queryString({ QueryStringConfig: config }: ConditionRequest): Condition {
  const values = required('query-string', config?.Values).map(({ Key: key, Value: value }) => {
    if (value === undefined) {
      throw validationError("A 'Value' must be specified in 'QueryStringKeyValuePair'");
    }
    return {
      key: key === undefined ? undefined : checkText("'Key'", key, 128),
      value: checkText("'Value'", value, 128),
    };
  });
  return { field: 'query-string', values };
}

function checkBlock(value: string): string {
  if (!value.includes('/') || !isBlock(value)) {
    throw validationError(`The 'source-ip' value '${value}' is not a valid CIDR block`);
  }
  return value;
}
