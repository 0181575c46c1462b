// Makes, changes, orders and deletes rules: the rules of the operations, for them and for scenarios.
import {
  OperationNotPermittedException$,
  PriorityInUseException$,
  TooManyRulesException$,
  UnsupportedProtocolException$,
  type CreateRuleInput,
  type ModifyRuleInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { checkRange } from './constraints';
import type { Listener, LoadBalancer, Rule } from './loadBalancingTypes';
import { newRuleArn } from './names';
import { quotas } from './quotas';
import { routesChanged } from './routing';
import { ruleAction } from './ruleActions';
import { ruleConditions } from './ruleConditions';
import { checkForward } from './ruleTargets';
import type { Tags } from './tags';
import type { World } from './world';

export interface PlacedListener {
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
}

export interface PlacedRule extends PlacedListener {
  readonly rule: Rule;
}

export function createRule(
  world: World,
  { loadBalancer, listener }: PlacedListener,
  request: Pick<Checked<CreateRuleInput>, 'Conditions' | 'Priority' | 'Actions'>,
  tags: Tags,
  now: number,
): Rule {
  if (loadBalancer.type !== 'application') {
    throw ApiError.of(
      UnsupportedProtocolException$,
      `Rules are not supported for listeners with protocol '${listener.protocol}'`,
    );
  }
  const { Priority: priority } = request;
  checkRange('Priority', priority, 1, 50000);
  const conditions = ruleConditions(request.Conditions);
  const action = ruleAction({ ...listener, type: loadBalancer.type }, request.Actions);
  checkForward(world, loadBalancer, listener.protocol, action, now);
  if (listener.rules.some((each) => each.priority === priority)) throw priorityInUse(priority);
  checkCount(loadBalancer);
  const rule: Rule = { arn: newRuleArn(world, listener.arn, priority), tags, priority, conditions, action };
  listener.rules.push(rule);
  sort(listener);
  routesChanged(world);
  return rule;
}

function checkCount({ listeners }: LoadBalancer): void {
  const most = quotas.rulesPerApplicationLoadBalancer;
  const count = listeners.flatMap(({ rules }) => rules).filter((rule) => rule.priority !== 'default').length;
  if (count >= most) {
    throw ApiError.of(
      TooManyRulesException$,
      `The maximum number of rules per load balancer '${most}' has been reached`,
    );
  }
}

export function modifyRule(
  world: World,
  { loadBalancer, listener, rule }: PlacedRule,
  { Conditions, Actions }: Pick<Checked<ModifyRuleInput>, 'Conditions' | 'Actions'>,
  now: number,
): void {
  if (!Conditions && !Actions) throw validationError('Either conditions or actions must be specified');
  refuseDefault(rule, 'modified');
  const conditions = Conditions ? ruleConditions(Conditions) : rule.conditions;
  const action = Actions ? ruleAction({ ...listener, type: loadBalancer.type }, Actions) : rule.action;
  checkForward(world, loadBalancer, listener.protocol, action, now, rule);
  Object.assign(rule, { conditions, action });
  routesChanged(world);
}

export function deleteRule(world: World, { listener, rule }: PlacedRule): void {
  refuseDefault(rule, 'deleted');
  listener.rules = listener.rules.filter((each) => each !== rule);
  routesChanged(world);
}

/** The new order must be without conflicts, whatever the old one was. */
export function setRulePriorities(
  world: World,
  changes: readonly (PlacedRule & { readonly priority: number })[],
): void {
  const [first] = changes;
  if (!first) throw validationError('At least one rule priority must be specified');
  const { listener } = first;
  for (const { rule, priority, listener: other } of changes) {
    checkRange('rulePriorities.member.priority', priority, 1, 50000);
    refuseDefault(rule, 'modified');
    if (other !== listener) throw validationError('All rules must belong to the same listener');
    if (changes.filter((each) => each.rule === rule).length > 1) {
      throw validationError(`Rule '${rule.arn}' was provided multiple times`);
    }
    if (changes.filter((each) => each.priority === priority).length > 1) {
      throw validationError(`Priority '${priority}' was provided multiple times`);
    }
    const unmoved = listener.rules.filter((each) => !changes.some((change) => change.rule === each));
    if (unmoved.some((each) => each.priority === priority)) throw priorityInUse(priority);
  }
  for (const { rule, priority } of changes) rule.priority = priority;
  sort(listener);
  routesChanged(world);
}

function sort(listener: Listener): void {
  const place = ({ priority }: Rule) => (priority === 'default' ? Infinity : priority);
  listener.rules.sort((a, b) => place(a) - place(b));
}

function refuseDefault({ arn, priority }: Rule, participle: string): void {
  if (priority !== 'default') return;
  throw ApiError.of(OperationNotPermittedException$, `Default rule '${arn}' cannot be ${participle}`);
}

function priorityInUse(priority: number): ApiError {
  return ApiError.of(PriorityInUseException$, `Priority '${priority}' is currently in use`);
}
