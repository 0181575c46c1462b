// A group's health check in words, with the group's own figures.
import type { HealthCheck, TargetGroup } from './targetGroup';

/** `The health check requests /health by HTTP on port 8081, expects code 200, …`: only what the group tells. */
export function theCheck(group: TargetGroup): string {
  const check = group.healthCheck;
  const what = [
    request(check, group),
    ...(check.matcher === undefined ? [] : [`expects ${codeWord(group)} ${check.matcher}`]),
    ...(check.timeoutSeconds === undefined ? [] : [`waits ${seconds(check.timeoutSeconds)}`]),
    ...(check.intervalSeconds === undefined ? [] : [`runs every ${seconds(check.intervalSeconds)}`]),
  ].join(', ');
  const rules = [
    ...(check.unhealthyThreshold === undefined
      ? []
      : [
          `${times(check.unhealthyThreshold, 'failure')} in a row ${makes(check.unhealthyThreshold)} it unhealthy`,
        ]),
    ...(check.healthyThreshold === undefined
      ? []
      : [`${times(check.healthyThreshold, 'success')} in a row ${makes(check.healthyThreshold)} it healthy`]),
  ].join(', ');
  return `The health check ${what}${rules === '' ? '' : `; ${rules}`}.`;
}

function request({ protocol, path }: HealthCheck, group: TargetGroup): string {
  if (group.targetType === 'lambda')
    return `invokes the function${path === undefined ? '' : ` with the path ${path}`}`;
  const where = portWords(group);
  if (path === undefined) return `connects${protocol === undefined ? '' : ` by ${protocol}`} to ${where}`;
  return `requests ${path}${protocol === undefined ? '' : ` by ${protocol}`} on ${where}`;
}

/** `port 8081`, or the target's own port where the check goes there. */
export function portWords({ healthCheck: { port }, port: groupPort }: TargetGroup): string {
  if (port !== undefined && port !== 'traffic-port') return `port ${port}`;
  return groupPort === undefined ? 'its own port' : `its own port (by default ${groupPort})`;
}

export function codeWord(group: Pick<TargetGroup, 'healthCheck'>): string {
  return isGrpc(group) ? 'gRPC code' : 'code';
}

/** A matcher of 0 to 99 is of gRPC. */
export function isGrpc({ healthCheck: { matcher = '' } }: Pick<TargetGroup, 'healthCheck'>): boolean {
  return /^\d{1,2}\b/.test(matcher);
}

/** `1 second`, `30 seconds` */
export function seconds(count: number): string {
  return times(count, 'second');
}

/** A count with its noun, in the plural where it is one. */
export function times(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}

function makes(count: number): string {
  return count === 1 ? 'makes' : 'make';
}
