// What a step is told of its target. Values go by the environment only, never into the command line.
import type { Connection } from '../connection';
import { targetLabel, type TargetIdentity } from '../target';
import type { ChangeScope } from '../pendingChange';

export interface StepSubject {
  readonly scope: ChangeScope;
  readonly connection: Connection;
  readonly target: TargetIdentity;
  /** The instance's Name tag. */
  readonly targetName?: string | undefined;
  readonly zone?: string | undefined;
  /** The instance's private address; of a target that is an address, that. */
  readonly address?: string | undefined;
}

/** Every name is there for every target; empty where a target has none such. */
export function stepEnvironment(subject: StepSubject): Record<string, string> {
  const { scope, connection, target, targetName, zone, address } = subject;
  return {
    TARGET_ID: target.id,
    TARGET_PORT: target.port === undefined ? '' : String(target.port),
    TARGET_AVAILABILITY_ZONE: target.availabilityZone ?? zone ?? '',
    TARGET_ADDRESS: address ?? '',
    TARGET_NAME: targetName ?? targetLabel(target),
    TARGET_GROUP_NAME: scope.groupName,
    TARGET_GROUP_ARN: scope.groupArn,
    AWS_REGION: connection.region,
    ...(connection.kind === 'profile' ? { AWS_PROFILE: connection.profile } : {}),
  };
}
