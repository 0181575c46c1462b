// EC2: its operations.
import { operationTable } from '../../wire/operation';
import { ec2Service } from '../../wire/queryService';
import { describeInstances, describeInstanceStatus } from './describeInstances';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './instanceStates';
import {
  describeNetworkInterfaces,
  modifyInstanceAttribute,
  modifyNetworkInterfaceAttribute,
} from './networkInterfaces';
import {
  acceptVpcPeeringConnection,
  createVpcPeeringConnection,
  deleteVpcPeeringConnection,
  describeVpcPeeringConnections,
  rejectVpcPeeringConnection,
} from './peerings';
import {
  createManagedPrefixList,
  describeManagedPrefixLists,
  getManagedPrefixListEntries,
} from './prefixLists';
import { runInstances } from './runInstances';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  describeSecurityGroupRules,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './securityGroupRules';
import { createSecurityGroup, deleteSecurityGroup, describeSecurityGroups } from './securityGroups';
import { createSubnet, deleteSubnet, describeSubnets } from './subnets';
import { createTags, deleteTags, describeTags } from './tags';
import { createVpc, deleteVpc, describeVpcs } from './vpcs';
import { describeAvailabilityZones } from './zones';

export const ec2 = ec2Service({
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  operations: operationTable([
    acceptVpcPeeringConnection,
    authorizeSecurityGroupEgress,
    authorizeSecurityGroupIngress,
    createManagedPrefixList,
    createSecurityGroup,
    createSubnet,
    createTags,
    createVpc,
    createVpcPeeringConnection,
    deleteSecurityGroup,
    deleteSubnet,
    deleteTags,
    deleteVpc,
    deleteVpcPeeringConnection,
    describeAvailabilityZones,
    describeInstances,
    describeInstanceStatus,
    describeManagedPrefixLists,
    describeNetworkInterfaces,
    describeSecurityGroupRules,
    describeSecurityGroups,
    describeSubnets,
    describeTags,
    describeVpcPeeringConnections,
    describeVpcs,
    getManagedPrefixListEntries,
    modifyInstanceAttribute,
    modifyNetworkInterfaceAttribute,
    rebootInstances,
    rejectVpcPeeringConnection,
    revokeSecurityGroupEgress,
    revokeSecurityGroupIngress,
    runInstances,
    startInstances,
    stopInstances,
    terminateInstances,
  ]),
});
