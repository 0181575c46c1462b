// What people type to find instances among those of a VPC.
import type { Instance } from './network';
import { contains, equals, parseQuery, type Query, type QueryLanguage } from './query';

const LANGUAGE: QueryLanguage<Instance> = {
  keys: {
    tag: { has: hasTag, example: 'tag:Environment=production' },
    zone: {
      has: ({ availabilityZone }, wanted) => contains(availabilityZone, wanted),
      example: 'zone:us-east-1a',
    },
    subnet: { has: ({ subnetId }, wanted) => contains(subnetId, wanted), example: 'subnet:subnet-0abc' },
    sg: {
      has: ({ securityGroups = [] }, wanted) =>
        securityGroups.some(({ id, name }) => contains(id, wanted) || contains(name, wanted)),
      example: 'sg:web',
    },
    asg: { has: ({ autoScalingGroup }, wanted) => contains(autoScalingGroup, wanted), example: 'asg:web' },
    type: { has: ({ type }, wanted) => contains(type, wanted), example: 'type:m5.large' },
    name: { has: ({ name }, wanted) => contains(name, wanted), example: 'name:web' },
    id: { has: ({ id }, wanted) => contains(id, wanted), example: 'id:i-0abc' },
    state: { has: ({ state }, wanted) => equals(state, wanted), example: 'state:running' },
  },
  texts: (instance) => [
    instance.name,
    instance.id,
    instance.type,
    instance.availabilityZone,
    instance.privateIpAddress,
    instance.subnetId,
    instance.autoScalingGroup,
    ...(instance.securityGroups ?? []).flatMap(({ id, name }) => [id, name]),
    ...Object.values(instance.tags ?? {}),
  ],
};

export function parseInstanceFilter(text: string): Query<Instance> {
  return parseQuery(text, LANGUAGE);
}

/** `key=value`, or a key alone for any value. */
function hasTag({ tags = {} }: Instance, wanted: string): boolean {
  return Object.entries(tags).some(
    ([key, value]) => equals(key, wanted) || equals(`${key}=${value}`, wanted),
  );
}
