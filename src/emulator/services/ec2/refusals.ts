// EC2's refusals that several operations share, in its own words.
import { ApiError } from '../../apiError';

export function invalidParameterValue(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message);
}

export function invalidParameterCombination(message: string): ApiError {
  return new ApiError('InvalidParameterCombination', message);
}

export function missingParameter(name: string): ApiError {
  return new ApiError('MissingParameter', `The request must contain the parameter ${name}`);
}

export function dependencyViolation(message: string): ApiError {
  return new ApiError('DependencyViolation', message);
}

/** Names of security groups, and launches without a subnet, are about the default VPC; there is none here. */
export function noDefaultVpc(): ApiError {
  return new ApiError(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  );
}

/** Parts of a parameter that are not honoured are refused by name, as whole parameters are. */
export function refuseOtherMembers(parameter: string, value: object, honoured: readonly string[]): void {
  const other = Object.keys(value).find((member) => !honoured.includes(member));
  if (other !== undefined) {
    throw invalidParameterValue(`The emulator does not implement the parameter ${parameter}.${other}`);
  }
}
