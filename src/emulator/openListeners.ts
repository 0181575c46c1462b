// The listeners that are open, with the loopback address of each.
import type { World } from './world/world';

export interface OpenListener {
  readonly region: string;
  readonly loadBalancer: string;
  readonly listenerArn: string;
  readonly protocol: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT`, with the scheme that speaks to it. */
  readonly endpoint: string;
}

export function openListeners(worlds: readonly World[]): OpenListener[] {
  return worlds.flatMap(({ region, loadBalancers }) =>
    loadBalancers.flatMap(({ name, listeners }) =>
      listeners.flatMap(({ arn, protocol, port, localPort }) =>
        localPort === undefined
          ? []
          : {
              region,
              loadBalancer: name,
              listenerArn: arn,
              protocol,
              port,
              endpoint: `${protocol.toLowerCase()}://127.0.0.1:${localPort}`,
            },
      ),
    ),
  );
}
