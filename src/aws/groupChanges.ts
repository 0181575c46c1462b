// Elastic Load Balancing v2: what makes a group what it is, a new group like it, and the end of a group.
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type GroupSettings, tagsToCopy } from '../model/functionReplacement';
import type { HealthCheckChange } from '../model/healthCheckEdit';
import { isGrpc } from '../model/healthCheckWords';
import { isProblem, Problem } from '../model/problem';
import type { TargetGroup } from '../model/targetGroup';
import type { CallOptions } from './cloud';
import type { ServiceOf } from './service';
import { groupAttributes, toTargetGroup } from './targetGroups';

type Elb = ServiceOf<ElasticLoadBalancingV2Client>;

export async function groupSettings(
  elb: Elb,
  groupArn: string,
  options: CallOptions,
): Promise<GroupSettings> {
  const [groups, attributes, tags] = await Promise.all([
    elb.call(new DescribeTargetGroupsCommand({ TargetGroupArns: [groupArn] }), 'read', options),
    groupAttributes(elb, groupArn, options),
    elb.call(new DescribeTagsCommand({ ResourceArns: [groupArn] }), 'read', options),
  ]);
  const group = groups.TargetGroups?.[0];
  if (group === undefined) {
    throw new Problem(`The target group ${groupArn} no longer exists. Refresh the list.`, {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
    });
  }
  return {
    group: toTargetGroup(group),
    attributes,
    tags: new Map((tags.TagDescriptions?.[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

export async function groupByName(
  elb: Elb,
  name: string,
  options: CallOptions,
): Promise<TargetGroup | undefined> {
  try {
    const { TargetGroups = [] } = await elb.call(
      new DescribeTargetGroupsCommand({ Names: [name] }),
      'read',
      options,
    );
    return TargetGroups.map(toTargetGroup)[0];
  } catch (error) {
    if (isProblem(error) && error.code === 'TargetGroupNotFound') return undefined;
    throw error;
  }
}

/** With the same name and settings a second call makes no second group. Returns the ARN. */
export async function createFunctionGroup(
  elb: Elb,
  name: string,
  { group: { healthCheck }, tags }: GroupSettings,
  options: CallOptions,
): Promise<string> {
  const copied = [...tagsToCopy(tags)].map(([Key, Value]) => ({ Key, Value }));
  const { TargetGroups } = await elb.call(
    new CreateTargetGroupCommand({
      Name: name,
      TargetType: 'lambda',
      HealthCheckEnabled: healthCheck.enabled,
      HealthCheckPath: healthCheck.path,
      HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
      HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
      HealthyThresholdCount: healthCheck.healthyThreshold,
      UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
      ...(healthCheck.matcher === undefined ? {} : { Matcher: { HttpCode: healthCheck.matcher } }),
      ...(copied.length === 0 ? {} : { Tags: copied }),
    }),
    'modify',
    options,
  );
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

export async function setGroupAttributes(
  elb: Elb,
  TargetGroupArn: string,
  attributes: ReadonlyMap<string, string>,
  options: CallOptions,
): Promise<void> {
  const Attributes = [...attributes].map(([Key, Value]) => ({ Key, Value }));
  await elb.call(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }), 'modify', options);
}

/** Sends what changes and nothing else: the rest stays as it is, whoever changes it meanwhile. */
export async function modifyHealthCheck(
  elb: Elb,
  TargetGroupArn: string,
  change: HealthCheckChange,
  options: CallOptions,
): Promise<void> {
  const { matcher } = change;
  const Matcher =
    matcher === undefined
      ? undefined
      : isGrpc({ healthCheck: { enabled: true, matcher } })
        ? { GrpcCode: matcher }
        : { HttpCode: matcher };
  await elb.call(
    new ModifyTargetGroupCommand({
      TargetGroupArn,
      HealthCheckEnabled: change.enabled,
      // The names of the API; one that it does not have it refuses.
      HealthCheckProtocol: change.protocol as ProtocolEnum | undefined,
      HealthCheckPort: change.port,
      HealthCheckPath: change.path,
      HealthCheckIntervalSeconds: change.intervalSeconds,
      HealthCheckTimeoutSeconds: change.timeoutSeconds,
      HealthyThresholdCount: change.healthyThreshold,
      UnhealthyThresholdCount: change.unhealthyThreshold,
      Matcher,
    }),
    'modify',
    options,
  );
}

/** Deleting a group that is not there succeeds. */
export async function deleteGroup(elb: Elb, TargetGroupArn: string, options: CallOptions): Promise<void> {
  await elb.call(new DeleteTargetGroupCommand({ TargetGroupArn }), 'modify', options);
}
