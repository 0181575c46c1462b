// The services of the emulator, by the name that a request's signature carries.
import type { Service } from '../wire/service';
import { autoScaling } from './autoScaling/service';
import { cloudWatch } from './cloudWatch/service';
import { ec2 } from './ec2/service';
import { elbv2 } from './elbv2/service';
import { lambda } from './lambda/service';
import { sts } from './sts';

export const services: ReadonlyMap<string, Service> = new Map([
  ['elasticloadbalancing', elbv2],
  ['ec2', ec2],
  ['lambda', lambda],
  ['autoscaling', autoScaling],
  ['monitoring', cloudWatch],
  ['sts', sts],
]);
