// DescribeAvailabilityZones.
import {
  DescribeAvailabilityZones$,
  type DescribeAvailabilityZonesRequest,
  type DescribeAvailabilityZonesResult,
} from '@aws-sdk/client-ec2';
import type { Checked } from '../../wire/operation';
import { ec2Operation } from './ec2Operation';
import { applyFilters } from './filters';
import { invalidParameterValue } from './refusals';

/** Every zone is opted in, so that asking for all of them makes no difference. */
export const describeAvailabilityZones = ec2Operation(
  DescribeAvailabilityZones$,
  ['ZoneNames', 'ZoneIds', 'AllAvailabilityZones', 'Filters'],
  (input: Checked<DescribeAvailabilityZonesRequest>, { world }): DescribeAvailabilityZonesResult => {
    const { ZoneNames: names, ZoneIds: ids } = input;
    const unknown =
      names?.find((name) => !world.zones.some((zone) => zone.name === name)) ??
      ids?.find((id) => !world.zones.some((zone) => zone.id === id));
    if (unknown !== undefined) throw invalidParameterValue(`Invalid availability zone: [${unknown}]`);
    const zones = applyFilters(
      world.zones.filter((zone) => (names?.includes(zone.name) ?? true) && (ids?.includes(zone.id) ?? true)),
      input.Filters,
      {
        'zone-name': (zone) => [zone.name],
        'zone-id': (zone) => [zone.id],
        'zone-type': () => ['availability-zone'],
        'group-name': () => [world.region],
        'opt-in-status': () => ['opt-in-not-required'],
        'region-name': () => [world.region],
        state: () => ['available'],
      },
    );
    return {
      AvailabilityZones: zones.map((zone) => ({
        ZoneName: zone.name,
        ZoneId: zone.id,
        State: 'available',
        RegionName: world.region,
        GroupName: world.region,
        NetworkBorderGroup: world.region,
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required',
        Messages: [],
      })),
    };
  },
);
