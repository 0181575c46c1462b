// Which application load balancer to register with a group of type `alb`.
import { checkLoadBalancerAsTarget } from '../model/eligibility';
import { Problem } from '../model/problem';
import type { LoadBalancerChoice } from '../model/network';
import { type TargetIdentity, targetLabel } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { type Choice, pickAllowed, type Separator, separator } from './ask';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

export async function askForLoadBalancer(
  _services: Services,
  { account, group }: GroupChoice,
): Promise<TargetIdentity[]> {
  const { vpcId, port } = group;
  if (vpcId === undefined || port === undefined) {
    throw new Problem(`${group.name} has no VPC or no port.`, { kind: 'invalid' });
  }
  const [registered] = await account.readHealth(group.arn, { priority: 'user' });
  if (registered !== undefined) {
    throw new Problem(
      `${group.name} has its one load balancer already: ${targetLabel(registered)}. Deregister that first and, when it has drained, register the other; or use another target group.`,
      { kind: 'invalid' },
    );
  }
  const cloud = await account.cloud();
  const found = cloud.applicationLoadBalancers(vpcId, { priority: 'user' });
  const arn = await pickAllowed(
    found.then((all) => loadBalancerChoices(all, group, account.label)),
    {
      title: `Register a Load Balancer with ${group.name}`,
      placeHolder: `Application Load Balancer with a listener on port ${port}`,
    },
  );
  return [{ id: arn, port }];
}

/** By name; last those that cannot be registered, with the reason. */
function loadBalancerChoices(
  all: readonly LoadBalancerChoice[],
  group: TargetGroup,
  connection: string,
): (Choice<string> | Separator)[] {
  if (all.length === 0) {
    throw new Problem(
      `There is no Application Load Balancer in ${connection}. Create one in ${group.vpcId ?? 'the VPC'} with a listener on port ${group.port ?? ''}, then register it.`,
      { kind: 'notFound' },
    );
  }
  const choices = [...all]
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map((loadBalancer) => loadBalancerChoice(loadBalancer, group));
  const refused = choices.filter(({ refusal }) => refusal !== undefined);
  return [
    ...choices.filter(({ refusal }) => refusal === undefined),
    ...(refused.length === 0 ? [] : [separator('cannot be registered'), ...refused]),
  ];
}

function loadBalancerChoice(loadBalancer: LoadBalancerChoice, group: TargetGroup): Choice<string> {
  const { arn, name, scheme, state, zones, dnsName, listenerPorts } = loadBalancer;
  const refusal = checkLoadBalancerAsTarget(loadBalancer, group)?.message;
  return {
    label: name,
    description: [scheme, state, zones.join(' '), ...listenersInWords(listenerPorts)].join(' · '),
    detail: refusal === undefined ? dnsName : `$(circle-slash) ${refusal}`,
    value: arn,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

function listenersInWords(ports: readonly number[] | undefined): string[] {
  if (ports === undefined) return [];
  return [ports.length === 0 ? 'no listener' : `listening on ${ports.join(', ')}`];
}
