// The account's limits, as DescribeAccountLimits tells them and the operations keep them.

export const quotas = {
  targetGroups: 3000,
  targetsPerGroup: 1000,
  applicationLoadBalancers: 50,
  networkLoadBalancers: 50,
  listenersPerLoadBalancer: 50,
  rulesPerApplicationLoadBalancer: 100,
  conditionValuesPerRule: 5,
  wildcardsPerRule: 5,
  targetGroupsPerAction: 5,
  targetGroupsPerApplicationLoadBalancer: 100,
  targetsPerApplicationLoadBalancer: 1000,
  registrationsPerTargetId: 1000,
  targetsPerNetworkLoadBalancer: 3000,
  targetsPerZonePerNetworkLoadBalancer: 500,
  /** Beside the default one. */
  certificatesPerListener: 25,
  securityGroupsPerLoadBalancer: 5,
  tagsPerResource: 50,
} as const;

/** Limits in the words of the API. */
export const accountLimits: readonly { readonly name: string; readonly max: number }[] = [
  { name: 'target-groups', max: quotas.targetGroups },
  { name: 'targets-per-target-group', max: quotas.targetsPerGroup },
  { name: 'application-load-balancers', max: quotas.applicationLoadBalancers },
  { name: 'network-load-balancers', max: quotas.networkLoadBalancers },
  { name: 'listeners-per-application-load-balancer', max: quotas.listenersPerLoadBalancer },
  { name: 'listeners-per-network-load-balancer', max: quotas.listenersPerLoadBalancer },
  { name: 'rules-per-application-load-balancer', max: quotas.rulesPerApplicationLoadBalancer },
  { name: 'condition-values-per-alb-rule', max: quotas.conditionValuesPerRule },
  { name: 'condition-wildcards-per-alb-rule', max: quotas.wildcardsPerRule },
  { name: 'target-groups-per-action-on-application-load-balancer', max: quotas.targetGroupsPerAction },
  { name: 'target-groups-per-action-on-network-load-balancer', max: quotas.targetGroupsPerAction },
  {
    name: 'target-groups-per-application-load-balancer',
    max: quotas.targetGroupsPerApplicationLoadBalancer,
  },
  { name: 'targets-per-application-load-balancer', max: quotas.targetsPerApplicationLoadBalancer },
  { name: 'target-id-registrations-per-application-load-balancer', max: quotas.registrationsPerTargetId },
  { name: 'targets-per-network-load-balancer', max: quotas.targetsPerNetworkLoadBalancer },
  {
    name: 'targets-per-availability-zone-per-network-load-balancer',
    max: quotas.targetsPerZonePerNetworkLoadBalancer,
  },
  { name: 'targets-per-availability-zone-per-gateway-load-balancer', max: 300 },
  { name: 'certificates-per-application-load-balancer', max: quotas.certificatesPerListener },
  { name: 'certificates-per-network-load-balancer', max: quotas.certificatesPerListener },
];
