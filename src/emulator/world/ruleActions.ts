// The actions of rules: what a request may ask for, as the load balancer's own kind of action.
import {
  ActionTypeEnum,
  InvalidLoadBalancerActionException$,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { checkLength, checkOneOf, checkPattern, checkRange, notImplemented } from './constraints';
import type {
  FixedResponseAction,
  ForwardAction,
  Listener,
  LoadBalancer,
  RedirectAction,
  RuleAction,
} from './loadBalancingTypes';
import { quotas } from './quotas';

export type ActionRequest = Checked<Action>;

type Place = Pick<Listener, 'protocol' | 'port'> & Pick<LoadBalancer, 'type'>;

const configs = {
  forward: 'ForwardConfig',
  redirect: 'RedirectConfig',
  'fixed-response': 'FixedResponseConfig',
} as const;

function invalidAction(message: string): ApiError {
  return ApiError.of(InvalidLoadBalancerActionException$, message);
}

/** One action that routes; those that may come before it the emulator does not have. */
export function ruleAction(place: Place, actions: readonly ActionRequest[]): RuleAction {
  for (const [index, { Type: type, Order: order }] of actions.entries()) {
    const known = checkOneOf(`actions.${index + 1}.member.type`, ActionTypeEnum, type);
    if (!(known in configs)) throw notImplemented(`actions of type '${known}'`);
    if (order !== undefined) checkRange(`actions.${index + 1}.member.order`, order, 1, 50000);
  }
  const [action, ...more] = actions;
  if (!action) throw validationError('An action must be specified');
  if (more.length > 0) {
    throw invalidAction(
      'A rule must have exactly one forward, redirect or fixed-response action, and it must be the last action',
    );
  }
  const type = action.Type as keyof typeof configs;
  if (type !== 'forward' && place.type !== 'application') {
    throw invalidAction(
      `Actions of type '${type}' are not supported for load balancers of type '${place.type}'`,
    );
  }
  refuseOtherConfigs(type, action);
  switch (type) {
    case 'forward':
      return forwardAction(place, action);
    case 'redirect':
      return redirectAction(place, action);
    case 'fixed-response':
      return fixedResponseAction(action);
  }
}

function refuseOtherConfigs(type: keyof typeof configs, action: ActionRequest): void {
  const own: readonly string[] = type === 'forward' ? [configs.forward, 'TargetGroupArn'] : [configs[type]];
  const other = Object.keys(action).find((key) => !['Type', 'Order', ...own].includes(key));
  if (other !== undefined) throw invalidAction(`For actions of type '${type}', you can't specify '${other}'`);
}

function requireConfig<Config>(type: keyof typeof configs, config: Config | undefined): Config {
  if (config !== undefined) return config;
  throw invalidAction(
    `For actions of type '${type}', you must specify the following fields: '${configs[type]}'`,
  );
}

function forwardAction(place: Place, action: ActionRequest): ForwardAction {
  const { TargetGroupArn: arn, ForwardConfig: config } = action;
  const tuples = config?.TargetGroups ?? [];
  if (arn !== undefined && tuples.length > 0 && (tuples.length > 1 || tuples[0]?.TargetGroupArn !== arn)) {
    throw invalidAction(
      "If both 'TargetGroupArn' and 'ForwardConfig' are specified, they must name the same single target group",
    );
  }
  const targetGroups =
    tuples.length === 0 && arn !== undefined
      ? [{ arn, weight: 1 }]
      : tuples.map(({ TargetGroupArn: each, Weight: weight = 1 }) => {
          if (each === undefined) throw validationError('A target group ARN must be specified');
          if (!Number.isInteger(weight) || weight < 0 || weight > 999) {
            throw validationError('The weight for each target group must be between 0 and 999, inclusive');
          }
          return { arn: each, weight };
        });
  if (targetGroups.length === 0) {
    throw invalidAction(
      "For actions of type 'forward', you must specify the following fields: 'TargetGroupArn' or 'ForwardConfig'",
    );
  }
  if (new Set(targetGroups.map((each) => each.arn)).size < targetGroups.length) {
    throw validationError('A target group can be specified only once in a forward action');
  }
  if (targetGroups.length > quotas.targetGroupsPerAction) {
    throw validationError(
      `The maximum number of target groups per action '${quotas.targetGroupsPerAction}' has been reached`,
    );
  }
  return { type: 'forward', targetGroups, stickinessSeconds: stickinessSeconds(place, config) };
}

function stickinessSeconds(place: Place, config: ActionRequest['ForwardConfig']): number | undefined {
  const { Enabled: enabled = false, DurationSeconds: seconds } = config?.TargetGroupStickinessConfig ?? {};
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 604800)) {
    throw validationError('Target group stickiness duration must be between 1 and 604800 seconds, inclusive');
  }
  if (!enabled) return undefined;
  if (place.type !== 'application') throw notImplemented('target group stickiness of Network Load Balancers');
  if (seconds === undefined) {
    throw validationError('You must specify a duration to enable target group stickiness');
  }
  return seconds;
}

function redirectAction(place: Place, action: ActionRequest): RedirectAction {
  const config = requireConfig('redirect', action.RedirectConfig);
  const {
    Protocol: protocol = '#{protocol}',
    Host: host = '#{host}',
    Port: port = '#{port}',
    Path: path = '/#{path}',
    Query: query = '#{query}',
    StatusCode: status,
  } = config;
  checkPattern('redirectConfig.protocol', protocol, /^(HTTPS?|#\{protocol\})$/);
  checkLength('redirectConfig.host', host, 1, 128);
  checkLength('redirectConfig.path', path, 1, 128);
  checkLength('redirectConfig.query', query, 0, 128);
  checkOneOf('redirectConfig.statusCode', { HTTP_301: 'HTTP_301', HTTP_302: 'HTTP_302' }, status);
  if (port !== '#{port}' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    throw validationError(`The redirect port '${port}' must be in the range 1-65535 or '#{port}'`);
  }
  if (!path.startsWith('/'))
    throw validationError(`The redirect path '${path}' must begin with a '/' character`);
  if (place.protocol === 'HTTPS' && protocol === 'HTTP') {
    throw invalidAction('You cannot redirect HTTPS to HTTP');
  }
  if (
    ['#{protocol}', place.protocol].includes(protocol) &&
    ['#{port}', String(place.port)].includes(port) &&
    host === '#{host}' &&
    path === '/#{path}'
  ) {
    throw invalidAction('The redirect configuration is not valid because it creates a loop.');
  }
  return { type: 'redirect', protocol, host, port, path, query, status: status === 'HTTP_301' ? 301 : 302 };
}

const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

function fixedResponseAction(action: ActionRequest): FixedResponseAction {
  const config = requireConfig('fixed-response', action.FixedResponseConfig);
  const { StatusCode: status, ContentType: contentType, MessageBody: body } = config;
  checkPattern('fixedResponseConfig.statusCode', status, /^(2|4|5)\d\d$/);
  if (body !== undefined) checkLength('fixedResponseConfig.messageBody', body, 0, 1024);
  if (contentType !== undefined && contentType !== '' && !contentTypes.includes(contentType)) {
    throw validationError(`The ContentType '${contentType}' must be one of '[${contentTypes.join(', ')}]'`);
  }
  return {
    type: 'fixed-response',
    status: Number(status),
    contentType: contentType === '' ? undefined : contentType,
    body,
  };
}
