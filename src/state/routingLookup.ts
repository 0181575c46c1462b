// Looks up how traffic gets to a target group. A permission that is missing makes one thing unknown, and is said.
import type { CallOptions, Cloud } from '../aws/cloud';
import { routesTo } from '../model/functionReplacement';
import { canTake, type RoutedBalancer } from '../model/routingFit';
import type { RoutingKnowledge } from '../model/routingReport';
import type { Known } from '../model/securityGroups/network';
import type { RegisteredTarget } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import { readFresh } from './healthFacts';
import { permitted } from './securityLookups';

export async function lookUpRouting(
  account: Account,
  group: TargetGroup,
  targets: readonly RegisteredTarget[],
  options: CallOptions,
): Promise<RoutingKnowledge> {
  const cloud = await account.cloud();
  const isUsed = group.loadBalancerArns.length > 0;
  const [balancers, routes, subnets, { instances }] = await Promise.all([
    isUsed
      ? permitted('elasticloadbalancing:DescribeLoadBalancers', () =>
          cloud.loadBalancers(group.loadBalancerArns, options),
        )
      : permitted('elasticloadbalancing:DescribeLoadBalancers', () => cloud.allLoadBalancers(options)),
    isUsed ? routesOf(cloud, group.loadBalancerArns, options) : { known: [] },
    subnetsOf(cloud, group, options),
    readFresh(account, group, targets, options),
  ]);
  const all = valueOf(balancers, []);
  const fit = isUsed ? [] : all.filter((each) => canTake(group, each));
  const candidates: Known<RoutedBalancer>[] = await Promise.all(
    fit.map(async (loadBalancer) => {
      const found = await routesOf(cloud, [loadBalancer.arn], options);
      return 'known' in found ? { known: { loadBalancer, routes: found.known } } : found;
    }),
  );
  const read = [balancers, routes, subnets, ...candidates];
  return {
    group,
    balancers: isUsed ? all : [],
    routes: routesTo(valueOf(routes, []), group.arn),
    targets: targets.map((target) => {
      const zone = target.availabilityZone ?? instances.get(target.id)?.availabilityZone;
      return { ...target, ...(zone === undefined ? {} : { zone }) };
    }),
    subnets: valueOf(subnets, []),
    candidates: candidates.flatMap((each) => ('known' in each ? [each.known] : [])),
    unfit: isUsed ? 0 : all.length - fit.length,
    unknown: [...new Set(read.flatMap((each) => ('unknown' in each ? [`Not read: ${each.unknown}.`] : [])))],
  };
}

async function routesOf(cloud: Cloud, arns: readonly string[], options: CallOptions) {
  return permitted('elasticloadbalancing:DescribeListeners', async () =>
    (await Promise.all(arns.map((arn) => cloud.routes(arn, options)))).flat(),
  );
}

async function subnetsOf(cloud: Cloud, { vpcId }: TargetGroup, options: CallOptions) {
  if (vpcId === undefined) return { known: [] };
  return permitted('ec2:DescribeSubnets', async () => (await cloud.network(vpcId, options)).subnets);
}

function valueOf<T>(read: Known<T>, otherwise: T): T {
  return 'known' in read ? read.known : otherwise;
}
