// Tags by which listeners and load balancers tell where on this machine they can be reached.
import type { Listener, LoadBalancer } from './loadBalancingTypes';
import type { Tags } from './tags';

const key = 'emulator:endpoint';

export function isEndpointTag(tagKey: string): boolean {
  return tagKey === key || tagKey.startsWith(`${key}:`);
}

/** None as long as its loopback port is not open. */
export function listenerEndpointTags(listener: Listener): Tags {
  const endpoint = endpointOf(listener);
  return endpoint === undefined ? {} : { [key]: endpoint };
}

/** One for the port of each listener. */
export function loadBalancerEndpointTags({ listeners }: LoadBalancer): Tags {
  return Object.fromEntries(
    listeners.flatMap((listener) => {
      const endpoint = endpointOf(listener);
      return endpoint === undefined ? [] : [[`${key}:${listener.port}`, endpoint]];
    }),
  );
}

/** `http://127.0.0.1:PORT`, with the scheme that speaks to it; undefined as long as it is not open. */
export function endpointOf({ protocol, localPort }: Listener): string | undefined {
  return localPort === undefined ? undefined : `${protocol.toLowerCase()}://127.0.0.1:${localPort}`;
}
