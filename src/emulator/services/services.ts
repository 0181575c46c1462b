// The services of the emulator, by the name that a request's signature carries. Each is loaded when it is first needed:
// their schemas are most of the bundle, and an emulator is there to be started often.
import type { Service } from '../wire/service';

const loaders: ReadonlyMap<string, () => Promise<Service>> = new Map([
  ['elasticloadbalancing', async () => (await import('./elbv2/service')).elbv2],
  ['ec2', async () => (await import('./ec2/service')).ec2],
  ['lambda', async () => (await import('./lambda/service')).lambda],
  ['autoscaling', async () => (await import('./autoScaling/service')).autoScaling],
  ['monitoring', async () => (await import('./cloudWatch/service')).cloudWatch],
  ['sts', async () => (await import('./sts')).sts],
]);

export const serviceNames: readonly string[] = [...loaders.keys()];

const loaded = new Map<string, Service>();

/** Undefined if there is none of the name. */
export async function loadService(name: string): Promise<Service | undefined> {
  const known = loaded.get(name);
  if (known) return known;
  const service = await loaders.get(name)?.();
  if (service) loaded.set(name, service);
  return service;
}

/** One that a request has loaded before, or all of them `loadServices`. */
export function loadedService(name: string): Service | undefined {
  return loaded.get(name);
}

export async function loadServices(): Promise<ReadonlyMap<string, Service>> {
  await Promise.all([...loaders.keys()].map(loadService));
  return loaded;
}
