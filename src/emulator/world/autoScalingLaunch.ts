// What the new instances of an Auto Scaling group are like.
import type { LaunchSource } from './autoScalingTypes';
import { resourceId } from './names';
import type { Instance } from './networkTypes';
import type { World } from './world';

/** Like an instance that is there; where there is none to go by, small ones. */
export function launchLike(
  world: World,
  from: LaunchSource['from'],
  model: Instance | undefined,
): LaunchSource {
  const own = world.networkInterfaces.find(
    ({ owner }) => owner.kind === 'instance' && owner.instance.id === model?.id,
  );
  return {
    from,
    instanceType: model?.type ?? 't3.micro',
    imageId: model?.imageId ?? resourceId(world, 'ami', 'emulator'),
    securityGroupIds: own?.securityGroupIds ?? [],
  };
}
