// EC2 Auto Scaling: its operations.
import { operationTable } from '../../wire/operation';
import { queryService } from '../../wire/queryService';
import {
  attachLoadBalancerTargetGroups,
  attachTrafficSources,
  describeLoadBalancerTargetGroups,
  describeTrafficSources,
  detachLoadBalancerTargetGroups,
  detachTrafficSources,
} from './attachments';
import {
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  describeAutoScalingGroups,
  setDesiredCapacity,
  updateAutoScalingGroup,
} from './groups';
import {
  attachInstances,
  describeAutoScalingInstances,
  detachInstances,
  setInstanceProtection,
  terminateInstanceInAutoScalingGroup,
} from './instances';
import { createOrUpdateTags, deleteTags, describeTags } from './tags';

export const autoScaling = queryService({
  version: '2011-01-01',
  xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  operations: operationTable([
    attachInstances,
    attachLoadBalancerTargetGroups,
    attachTrafficSources,
    createAutoScalingGroup,
    createOrUpdateTags,
    deleteAutoScalingGroup,
    deleteTags,
    describeAutoScalingGroups,
    describeAutoScalingInstances,
    describeLoadBalancerTargetGroups,
    describeTags,
    describeTrafficSources,
    detachInstances,
    detachLoadBalancerTargetGroups,
    detachTrafficSources,
    setDesiredCapacity,
    setInstanceProtection,
    terminateInstanceInAutoScalingGroup,
    updateAutoScalingGroup,
  ]),
});
