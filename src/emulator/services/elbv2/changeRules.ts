// CreateRule, ModifyRule, DeleteRule and SetRulePriorities.
import {
  CreateRule$,
  DeleteRule$,
  ModifyRule$,
  SetRulePriorities$,
  type CreateRuleInput,
  type CreateRuleOutput,
  type DeleteRuleInput,
  type DeleteRuleOutput,
  type ModifyRuleInput,
  type ModifyRuleOutput,
  type SetRulePrioritiesInput,
  type SetRulePrioritiesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import {
  createRule as create,
  deleteRule as remove,
  modifyRule as modify,
  setRulePriorities as setPriorities,
} from '../../world/rules';
import { findListener, findRule } from './lookup';
import { ruleShape } from './ruleShapes';
import { readTags } from './tagInput';

export const createRule = operation(
  CreateRule$,
  ['ListenerArn', 'Conditions', 'Priority', 'Actions', 'Tags'],
  (input: Checked<CreateRuleInput>, { world, now }): CreateRuleOutput => {
    const place = findListener(world, input.ListenerArn);
    return { Rules: [ruleShape(create(world, place, input, readTags(input.Tags), now))] };
  },
);

export const modifyRule = operation(
  ModifyRule$,
  ['RuleArn', 'Conditions', 'Actions'],
  (input: Checked<ModifyRuleInput>, { world, now }): ModifyRuleOutput => {
    const place = findRule(world, input.RuleArn);
    modify(world, place, input, now);
    return { Rules: [ruleShape(place.rule)] };
  },
);

export const deleteRule = operation(
  DeleteRule$,
  ['RuleArn'],
  (input: Checked<DeleteRuleInput>, { world }): DeleteRuleOutput => {
    remove(world, findRule(world, input.RuleArn));
    return {};
  },
);

export const setRulePriorities = operation(
  SetRulePriorities$,
  ['RulePriorities'],
  (input: Checked<SetRulePrioritiesInput>, { world }): SetRulePrioritiesOutput => {
    const changes = input.RulePriorities.map(({ RuleArn: arn, Priority: priority }) => {
      if (arn === undefined || priority === undefined) {
        throw validationError('A rule ARN and a priority must be specified in each pair');
      }
      return { ...findRule(world, arn), priority };
    });
    setPriorities(world, changes);
    return { Rules: changes.map(({ rule }) => ruleShape(rule)) };
  },
);
