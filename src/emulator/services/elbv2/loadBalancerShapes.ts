// Load balancers and listeners in the words of the API.
import type {
  AvailabilityZone,
  Listener as ListenerShape,
  LoadBalancer as LoadBalancerShape,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultRule } from '../../world/listeners';
import type { Listener, LoadBalancer } from '../../world/loadBalancingTypes';
import type { World } from '../../world/world';
import { actionShape } from './ruleShapes';

/** How long a new load balancer is `provisioning`. */
const provisioningMilliseconds = 3000;

export function loadBalancerShape(world: World, loadBalancer: LoadBalancer, now: number): LoadBalancerShape {
  const { arn, name, type, scheme, vpcId, createdAt } = loadBalancer;
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const host = `${scheme === 'internal' ? 'internal-' : ''}${name}-${id.slice(0, 10)}`;
  return {
    LoadBalancerArn: arn,
    DNSName:
      type === 'network'
        ? `${name}-${id}.elb.${world.region}.amazonaws.com`
        : `${host}.${world.region}.elb.amazonaws.com`,
    CreatedTime: new Date(createdAt),
    LoadBalancerName: name,
    Scheme: scheme,
    VpcId: vpcId,
    State: { Code: now < createdAt + provisioningMilliseconds ? 'provisioning' : 'active' },
    Type: type,
    AvailabilityZones: zoneShapes(loadBalancer),
    SecurityGroups: [...loadBalancer.securityGroupIds],
    IpAddressType: addressTypeOf(loadBalancer),
  };
}

export function addressTypeOf({ ipAddressType }: LoadBalancer) {
  return ipAddressType as NonNullable<LoadBalancerShape['IpAddressType']>;
}

export function zoneShapes({ subnets, privateAddresses }: LoadBalancer): AvailabilityZone[] {
  return subnets.map(({ id, zone }) => {
    const address = privateAddresses?.get(id);
    return {
      ZoneName: zone.name,
      SubnetId: id,
      LoadBalancerAddresses: address === undefined ? [] : [{ PrivateIPv4Address: address }],
    };
  });
}

export function listenerShape(loadBalancer: LoadBalancer, listener: Listener): ListenerShape {
  const [certificateArn] = listener.certificateArns;
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: listener.port,
    Protocol: listener.protocol,
    Certificates: certificateArn === undefined ? undefined : [{ CertificateArn: certificateArn }],
    SslPolicy: listener.sslPolicy,
    DefaultActions: [actionShape(defaultRule(listener).action)],
    AlpnPolicy: listener.alpnPolicy === undefined ? undefined : [listener.alpnPolicy],
    MutualAuthentication: listener.protocol === 'HTTPS' ? { Mode: 'off' } : undefined,
  };
}
