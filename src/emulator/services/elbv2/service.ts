// Elastic Load Balancing v2: its operations.
import { operationTable } from '../../wire/operation';
import { queryService } from '../../wire/queryService';
import { describeAccountLimits, describeTags } from './account';
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from './attributes';
import { createTargetGroup, deleteTargetGroup } from './changeTargetGroups';
import { describeTargetGroups } from './describeTargetGroups';
import { describeListeners, describeLoadBalancers, describeRules } from './loadBalancers';
import { deregisterTargets, describeTargetHealth, registerTargets } from './targets';

export const elbv2 = queryService({
  version: '2015-12-01',
  xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  serviceNamespace: 'com.amazonaws.elasticloadbalancingv2',
  operations: operationTable([
    createTargetGroup,
    deleteTargetGroup,
    deregisterTargets,
    describeAccountLimits,
    describeListeners,
    describeLoadBalancers,
    describeRules,
    describeTags,
    describeTargetGroupAttributes,
    describeTargetGroups,
    describeTargetHealth,
    modifyTargetGroupAttributes,
    registerTargets,
  ]),
});
