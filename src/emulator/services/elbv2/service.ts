// Elastic Load Balancing v2: its operations.
import { operationTable } from '../../wire/operation';
import { queryService } from '../../wire/queryService';
import { describeAccountLimits, describeSslPolicies } from './account';
import {
  describeListenerAttributes,
  describeLoadBalancerAttributes,
  describeTargetGroupAttributes,
  modifyListenerAttributes,
  modifyLoadBalancerAttributes,
  modifyTargetGroupAttributes,
} from './attributes';
import { createListener, deleteListener, modifyListener } from './changeListeners';
import {
  createLoadBalancer,
  deleteLoadBalancer,
  setIpAddressType,
  setSecurityGroups,
  setSubnets,
} from './changeLoadBalancers';
import { createRule, deleteRule, modifyRule, setRulePriorities } from './changeRules';
import { createTargetGroup, deleteTargetGroup, modifyTargetGroup } from './changeTargetGroups';
import { describeTargetGroups } from './describeTargetGroups';
import {
  addListenerCertificates,
  describeListenerCertificates,
  removeListenerCertificates,
} from './listenerCertificates';
import { describeListeners, describeLoadBalancers, describeRules } from './loadBalancers';
import { addTags, describeTags, removeTags } from './tags';
import { deregisterTargets, describeTargetHealth, registerTargets } from './targets';

export const elbv2 = queryService({
  version: '2015-12-01',
  xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  operations: operationTable([
    addListenerCertificates,
    addTags,
    createListener,
    createLoadBalancer,
    createRule,
    createTargetGroup,
    deleteListener,
    deleteLoadBalancer,
    deleteRule,
    deleteTargetGroup,
    deregisterTargets,
    describeAccountLimits,
    describeListenerAttributes,
    describeListenerCertificates,
    describeListeners,
    describeLoadBalancerAttributes,
    describeLoadBalancers,
    describeRules,
    describeSslPolicies,
    describeTags,
    describeTargetGroupAttributes,
    describeTargetGroups,
    describeTargetHealth,
    modifyListener,
    modifyListenerAttributes,
    modifyLoadBalancerAttributes,
    modifyRule,
    modifyTargetGroup,
    modifyTargetGroupAttributes,
    registerTargets,
    removeListenerCertificates,
    removeTags,
    setIpAddressType,
    setRulePriorities,
    setSecurityGroups,
    setSubnets,
  ]),
});
