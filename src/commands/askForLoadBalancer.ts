// Which application load balancer to register with a group of type `alb`.
import { Problem } from '../model/problem';
import { nameInArn, type TargetIdentity, targetLabel } from '../model/target';
import { pickOne } from './ask';
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
      `${group.name} has its one load balancer already (${targetLabel(registered)}). Deregister that first.`,
      { kind: 'invalid' },
    );
  }
  const cloud = await account.cloud();
  const found = await cloud.applicationLoadBalancersOnPort(vpcId, port, { priority: 'user' });
  if (found.length === 0) {
    throw new Problem(
      `${group.name}: no Application Load Balancer in ${vpcId} has a listener on port ${port}. Add such a listener, then register it.`,
      { kind: 'notFound' },
    );
  }
  const arn = await pickOne(
    found.map((value) => ({ label: nameInArn(value), description: `listener on port ${port}`, value })),
    { title: `Register a Load Balancer with ${group.name}`, placeHolder: 'Application Load Balancer' },
  );
  return [{ id: arn, port }];
}
