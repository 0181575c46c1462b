// Which instances to register, and on which ports.
import type { Instance } from '../model/network';
import type { ProposedChange } from '../model/pendingChange';
import { Problem } from '../model/problem';
import type { TargetGroup } from '../model/targetGroup';
import { choosePorts } from './choosePorts';
import { instanceSections } from './instanceRows';
import { pickInstances } from './pickInstances';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

export async function askForInstances(
  { pending, clock }: Services,
  { account, group }: GroupChoice,
): Promise<ProposedChange[]> {
  const { vpcId, port } = group;
  if (vpcId === undefined || port === undefined) {
    throw new Problem(`${group.name} has no VPC or no port, so no instance can be registered with it.`, {
      kind: 'invalid',
    });
  }
  const cloud = await account.cloud();
  const registered = account.readHealth(group.arn, { priority: 'user' });
  const reading = Promise.all([cloud.instancesOfVpc(vpcId, { priority: 'user' }), registered]).then(
    ([instances, targets]) => {
      refuseNone(instances, group);
      return instanceSections(instances, {
        group,
        registered: targets,
        pending: pending.of(account.id, group.arn),
        now: clock.now(),
      });
    },
  );
  const picked = await pickInstances(reading, `Register Instances with ${group.name} (1/2)`);
  return choosePorts(picked, await registered, group.name, port);
}

function refuseNone(instances: readonly Instance[], group: TargetGroup): void {
  if (instances.length > 0) return;
  throw new Problem(
    `${group.name}: there is no instance in its VPC ${group.vpcId ?? ''}. Launch one there, then register it.`,
    { kind: 'notFound' },
  );
}
