// Dimensions as requests give and answers show them.
import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../wire/operation';
import type { DimensionName } from './metricCatalog';
import type { Dimensions } from './series';

const names: readonly DimensionName[] = ['LoadBalancer', 'TargetGroup', 'AvailabilityZone'];

/** Undefined where one is none that load balancers have, or comes twice. */
export function readDimensions(given: readonly Checked<Dimension>[]): Dimensions | undefined {
  const dimensions: Dimensions = {};
  for (const { Name, Value } of given) {
    const name = names.find((each) => each === Name);
    if (name === undefined || name in dimensions) return undefined;
    dimensions[name] = Value;
  }
  return dimensions;
}

export function dimensionShapes(dimensions: Dimensions): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
