// The listeners that are open, with the loopback address of each.
import { endpointOf } from './world/endpointTags';
import type { World } from './world/world';

export interface OpenListener {
  readonly region: string;
  readonly loadBalancer: string;
  readonly listenerArn: string;
  readonly protocol: string;
  readonly port: number;
  readonly endpoint: string;
}

export function openListeners(worlds: readonly World[]): OpenListener[] {
  return worlds.flatMap(({ region, loadBalancers }) =>
    loadBalancers.flatMap(({ name: loadBalancer, listeners }) =>
      listeners.flatMap((listener) => {
        const endpoint = endpointOf(listener);
        if (endpoint === undefined) return [];
        const { arn: listenerArn, protocol, port } = listener;
        return { region, loadBalancer, listenerArn, protocol, port, endpoint };
      }),
    ),
  );
}
