// The account's limits, as DescribeAccountLimits tells them and the operations keep them.

export const quotas = {
  targetGroups: 3000,
  targetsPerGroup: 1000,
} as const;

/** Limits in the words of the API. */
export const accountLimits: readonly { readonly name: string; readonly max: number }[] = [
  { name: 'target-groups', max: quotas.targetGroups },
  { name: 'targets-per-application-load-balancer', max: 1000 },
  { name: 'target-groups-per-application-load-balancer', max: 100 },
  { name: 'targets-per-network-load-balancer', max: 3000 },
  { name: 'targets-per-availability-zone-per-network-load-balancer', max: 500 },
  { name: 'targets-per-availability-zone-per-gateway-load-balancer', max: 300 },
  { name: 'targets-per-target-group', max: quotas.targetsPerGroup },
  { name: 'application-load-balancers', max: 50 },
  { name: 'network-load-balancers', max: 50 },
  { name: 'listeners-per-application-load-balancer', max: 50 },
  { name: 'listeners-per-network-load-balancer', max: 50 },
  { name: 'rules-per-application-load-balancer', max: 100 },
  { name: 'target-groups-per-action-on-application-load-balancer', max: 5 },
];
