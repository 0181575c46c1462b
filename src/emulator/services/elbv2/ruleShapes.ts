// Rules, with their conditions and actions, in the words of the API.
import type { Action, Rule as RuleShape, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Condition, Rule, RuleAction } from '../../world/loadBalancingTypes';

export function ruleShape(rule: Rule): RuleShape {
  return {
    RuleArn: rule.arn,
    Priority: rule.priority.toString(),
    Conditions: rule.conditions.map(conditionShape),
    Actions: [actionShape(rule.action)],
    IsDefault: rule.priority === 'default',
  };
}

function conditionShape(condition: Condition): RuleCondition {
  switch (condition.field) {
    case 'host-header': {
      const values = [...condition.values];
      return { Field: condition.field, Values: values, HostHeaderConfig: { Values: values } };
    }
    case 'path-pattern': {
      const values = [...condition.values];
      return { Field: condition.field, Values: values, PathPatternConfig: { Values: values } };
    }
    case 'http-header':
      return {
        Field: condition.field,
        HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [...condition.values] },
      };
    case 'http-request-method':
      return { Field: condition.field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'query-string':
      return {
        Field: condition.field,
        QueryStringConfig: { Values: condition.values.map(({ key, value }) => ({ Key: key, Value: value })) },
      };
    case 'source-ip':
      return { Field: condition.field, SourceIpConfig: { Values: [...condition.values] } };
  }
}

export function actionShape(action: RuleAction): Action {
  switch (action.type) {
    case 'forward':
      return {
        Type: 'forward',
        Order: 1,
        // The API names the group at the top only where there is one.
        TargetGroupArn: action.targetGroups.length === 1 ? action.targetGroups[0]?.arn : undefined,
        ForwardConfig: {
          TargetGroups: action.targetGroups.map(({ arn, weight }) => ({
            TargetGroupArn: arn,
            Weight: weight,
          })),
          TargetGroupStickinessConfig:
            action.stickinessSeconds === undefined
              ? { Enabled: false }
              : { Enabled: true, DurationSeconds: action.stickinessSeconds },
        },
      };
    case 'redirect':
      return {
        Type: 'redirect',
        Order: 1,
        RedirectConfig: {
          Protocol: action.protocol,
          Port: action.port,
          Host: action.host,
          Path: action.path,
          Query: action.query,
          StatusCode: `HTTP_${action.status}`,
        },
      };
    case 'fixed-response':
      return {
        Type: 'fixed-response',
        Order: 1,
        FixedResponseConfig: {
          StatusCode: String(action.status),
          ContentType: action.contentType,
          MessageBody: action.body,
        },
      };
  }
}
