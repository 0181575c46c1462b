// Whether one target of a list may be registered with the group, by the same rules as everywhere.
import { type AcceptedAddress, type AddressCheckContext, checkAddress } from '../addressEligibility';
import { checkFunctionGroup, checkInstance, checkPort, type Refusal, wrongType } from '../eligibility';
import { oncePer } from '../once';
import { nameInArn, type TargetIdentity } from '../target';
import type { ListContext } from './context';

export type TargetCheck = AcceptedAddress | { readonly refusal: Refusal };

/** At `now`, in milliseconds since the epoch. What comes back is what to send. */
export function checkTarget(target: TargetIdentity, context: ListContext, now: number): TargetCheck {
  if (target.id.startsWith('i-')) return checkInstanceTarget(target, context);
  if (target.id.includes(':lambda:')) return checkFunctionTarget(target, context);
  if (target.id.startsWith('arn:')) return checkLoadBalancerTarget(target, context);
  const addresses = addressContextOf(context);
  return addresses === undefined
    ? { refusal: wrongType(target.id, 'an IP address', context.group) }
    : checkAddress(target, addresses, now);
}

const addressContextOf = oncePer(
  ({ group, network, registered, drainingUntil }: ListContext): AddressCheckContext | undefined =>
    network === undefined ? undefined : { group, network, registered, drainingUntil },
);

function checkInstanceTarget(
  { id, port: ownPort, availabilityZone }: TargetIdentity,
  { group, instances }: ListContext,
): TargetCheck {
  if (group.targetType !== 'instance') return { refusal: wrongType(id, 'an instance', group) };
  const port = ownPort ?? group.port;
  if (port === undefined) {
    return refuse('port-missing', `${id} has no port, and ${group.name} has no default one. Add a port.`);
  }
  if (availabilityZone !== undefined) {
    return refuse(
      'zone-not-taken',
      `${id} is in the zone of its own subnet, and is registered without one. Remove @${availabilityZone}.`,
    );
  }
  const instance = instances?.get(id);
  if (instances !== undefined && instance === undefined) {
    return refuse(
      'instance-unknown',
      `${id} is not an instance of ${group.vpcId ?? 'the VPC'}: it is in another VPC, or it does not exist. Choose an instance of the VPC of ${group.name}.`,
    );
  }
  const refusal = checkPort(port) ?? (instance === undefined ? undefined : checkInstance(instance, group));
  return refusal === undefined ? { target: { id, port } } : { refusal };
}

function checkFunctionTarget(
  { id, availabilityZone }: TargetIdentity,
  { group, registered, candidates }: ListContext,
): TargetCheck {
  if (group.targetType !== 'lambda') return { refusal: wrongType(nameInArn(id), 'a Lambda function', group) };
  const refusal = checkFunctionGroup(registered);
  if (refusal !== undefined) return { refusal };
  if (availabilityZone !== undefined) {
    return refuse('zone-not-taken', `A function is registered without a zone. Remove @${availabilityZone}.`);
  }
  if (candidates !== undefined && !candidates.has(unqualified(id))) {
    return refuse(
      'function-unknown',
      `${nameInArn(id)} is not a function of the group’s own account and Region, and no other can be registered. Choose one of these.`,
    );
  }
  return { target: { id } };
}

/** The ARN of a function without its version or alias. */
function unqualified(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** The user guide of Network Load Balancers: the Application Load Balancer has a listener on the group's port. */
function checkLoadBalancerTarget(
  { id, port }: TargetIdentity,
  { group, registered, candidates }: ListContext,
): TargetCheck {
  if (group.targetType !== 'alb') return { refusal: wrongType(nameInArn(id), 'a load balancer', group) };
  const [present] = registered;
  if (present !== undefined) {
    return refuse(
      'one-load-balancer',
      `The load balancer ${nameInArn(present.id)} is registered already, and ${group.name} takes a single one. Deregister it first.`,
    );
  }
  if (port !== undefined && port !== group.port) {
    return refuse(
      'port-contradicts-group',
      `A load balancer is registered on the group’s own port ${group.port ?? ''}. Remove :${port}.`,
    );
  }
  if (candidates !== undefined && !candidates.has(id)) {
    return refuse(
      'load-balancer-unknown',
      `${nameInArn(id)} is not an Application Load Balancer of ${group.vpcId ?? 'the VPC'} with a listener on port ${group.port ?? ''}. Choose one that is, or add the listener.`,
    );
  }
  return { target: { id, ...(group.port === undefined ? {} : { port: group.port }) } };
}

function refuse(rule: string, message: string): TargetCheck {
  return { refusal: { rule, message } };
}
