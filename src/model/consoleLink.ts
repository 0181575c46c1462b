// Addresses of the AWS console's own pages.
import type { TargetIdentity } from './target';
import type { TargetGroup } from './targetGroup';

const DOMAINS: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/** What goes on in AWS for the account. */
export const HEALTH_DASHBOARD_URL = 'https://health.aws.amazon.com/health/home';

/** The console's page of a target group. */
export function consoleUrl(groupArn: string): string {
  return page(groupArn, 'ec2', `TargetGroup:targetGroupArn=${groupArn}`);
}

/** The console's page of an instance or of a function; other targets have none. */
export function targetConsoleUrl(target: TargetIdentity, group: TargetGroup): string | undefined {
  switch (group.targetType) {
    case 'instance':
      return page(group.arn, 'ec2', `InstanceDetails:instanceId=${encodeURIComponent(target.id)}`);
    case 'lambda':
      return functionUrl(target.id);
    default:
      return undefined;
  }
}

function functionUrl(arn: string): string | undefined {
  const [kind, name, qualifier] = arn.split(':').slice(5);
  if (kind !== 'function' || name === undefined) return undefined;
  const path = `/functions/${encodeURIComponent(name)}`;
  if (qualifier === undefined || qualifier === '$LATEST') return page(arn, 'lambda', path);
  const list = /^\d+$/.test(qualifier) ? 'versions' : 'aliases';
  return page(arn, 'lambda', `${path}/${list}/${encodeURIComponent(qualifier)}`);
}

function page(arn: string, service: string, fragment: string): string {
  const [, partition = 'aws', , region = ''] = arn.split(':');
  const domain = DOMAINS.get(partition) ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/${service}/home?region=${region}#${fragment}`;
}
