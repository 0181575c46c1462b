// Elastic Load Balancing v2: its operations.
import { operationTable } from '../../wire/operation';
import { queryService } from '../../wire/queryService';
import { describeTargetGroups } from './describeTargetGroups';

export const elbv2 = queryService({
  version: '2015-12-01',
  xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  serviceNamespace: 'com.amazonaws.elasticloadbalancingv2',
  operations: operationTable([describeTargetGroups]),
});
