// EC2: its operations.
import { operationTable } from '../../wire/operation';
import { ec2Service } from '../../wire/queryService';
import { describeInstances, startInstances, stopInstances } from './instances';
import {
  describeAvailabilityZones,
  describeNetworkInterfaces,
  describeSubnets,
  describeVpcs,
} from './networks';

export const ec2 = ec2Service({
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  serviceNamespace: 'com.amazonaws.ec2',
  operations: operationTable([
    describeAvailabilityZones,
    describeInstances,
    describeNetworkInterfaces,
    describeSubnets,
    describeVpcs,
    startInstances,
    stopInstances,
  ]),
});
