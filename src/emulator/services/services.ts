// The services of the emulator, by the name that a request's signature carries.
import type { Service } from '../wire/service';
import { elbv2 } from './elbv2/service';

export const services: ReadonlyMap<string, Service> = new Map([['elasticloadbalancing', elbv2]]);
