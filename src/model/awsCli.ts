// The equivalent AWS CLI commands, ready to paste into a POSIX shell.
import { TARGETS_A_CALL } from './changePlan';
import { chunksOf } from './chunks';
import type { Connection } from './connection';
import type { HealthCheckChange } from './healthCheckEdit';
import { isGrpc } from './healthCheckWords';
import type { ChangeAction } from './pendingChange';
import { type IpPermission, ipPermission } from './securityGroups/ipPermission';
import { inCalls, type MissingRule } from './securityGroups/missingRules';
import type { TargetIdentity } from './target';

/** Where the commands go: the connection as it is open. */
export interface CliPlace {
  readonly connection: Connection;
  /** The profile to name; undefined where the credentials are the environment's, or the emulator's. */
  readonly profile: string | undefined;
  /** Where the API is reached, unless at the provider's own address. */
  readonly endpoint: string | undefined;
}

/** A command of several options that is longer is written on several lines. */
const LONGEST_LINE = 100;

/** One command for each {@link TARGETS_A_CALL} targets, as the extension itself sends them. */
export function changeCommands(
  place: CliPlace,
  action: ChangeAction,
  groupArn: string,
  targets: readonly TargetIdentity[],
): string[] {
  return chunksOf(targets, TARGETS_A_CALL).map((chunk) =>
    cliCommand(place, `elbv2 ${action}-targets`, [
      ['--target-group-arn', groupArn],
      ['--targets', ...chunk.map(shorthand)],
    ]),
  );
}

/** Of the whole group where no target is named. */
export function healthCommand(
  place: CliPlace,
  groupArn: string,
  targets: readonly TargetIdentity[] = [],
): string {
  return cliCommand(place, 'elbv2 describe-target-health', [
    ['--target-group-arn', groupArn],
    ...(targets.length === 0 ? [] : [['--targets', ...targets.map(shorthand)]]),
  ]);
}

export function describeCommand(place: CliPlace, groupArn: string): string {
  return cliCommand(place, 'elbv2 describe-target-groups', [['--target-group-arns', groupArn]]);
}

export function healthCheckCommand(place: CliPlace, groupArn: string, change: HealthCheckChange): string {
  const { enabled, matcher } = change;
  const valued = [
    ['--health-check-protocol', change.protocol],
    ['--health-check-port', change.port],
    ['--health-check-path', change.path],
    ['--health-check-interval-seconds', change.intervalSeconds],
    ['--health-check-timeout-seconds', change.timeoutSeconds],
    ['--healthy-threshold-count', change.healthyThreshold],
    ['--unhealthy-threshold-count', change.unhealthyThreshold],
  ] as const;
  return cliCommand(place, 'elbv2 modify-target-group', [
    ['--target-group-arn', groupArn],
    ...(enabled === undefined ? [] : [[enabled ? '--health-check-enabled' : '--no-health-check-enabled']]),
    ...valued.flatMap(([option, value]) => (value === undefined ? [] : [[option, String(value)]])),
    ...(matcher === undefined
      ? []
      : [
          [
            '--matcher',
            `${isGrpc({ healthCheck: { enabled: true, matcher } }) ? 'GrpcCode' : 'HttpCode'}=${shorthandValue(matcher)}`,
          ],
        ]),
  ]);
}

/** One after the other, and none after one that fails: a register that is refused must not cost what it was to replace. */
export function inTurn(commands: readonly string[]): string {
  return commands.join(' &&\n');
}

/** One command for each security group and direction, as the extension itself sends them. */
export function authorizeCommands(place: CliPlace, rules: readonly MissingRule[]): string[] {
  return inCalls(rules).map(({ securityGroupId, direction, rules: some }) =>
    cliCommand(place, `ec2 authorize-security-group-${direction === 'inbound' ? 'ingress' : 'egress'}`, [
      ['--group-id', securityGroupId],
      ['--ip-permissions', ...some.map((rule) => permissionShorthand(ipPermission(rule)))],
    ]),
  );
}

/** @param options each with its values, as the CLI gets them */
export function cliCommand(
  place: CliPlace,
  operation: string,
  options: readonly (readonly string[])[],
): string {
  const head = [...credentials(place), 'aws', operation].join(' ');
  const all = [...placeOptions(place), ...options].map((option) => option.map(quoted));
  const oneLine = [head, ...all.flat()].join(' ');
  if (oneLine.length <= LONGEST_LINE) return oneLine;
  return [head, ...all.map(onLines)].join(' \\\n  ');
}

/** A single value stands beside its option, several stand below it. */
function onLines(option: readonly string[]): string {
  return option.join(option.length > 2 ? ' \\\n    ' : ' ');
}

/** The emulator takes any, but the CLI sends nothing without. */
function credentials({ connection }: CliPlace): string[] {
  return connection.kind === 'emulator'
    ? ['AWS_ACCESS_KEY_ID=emulator', 'AWS_SECRET_ACCESS_KEY=emulator']
    : [];
}

function placeOptions({ connection, profile, endpoint }: CliPlace): string[][] {
  return [
    ...(profile === undefined ? [] : [['--profile', profile]]),
    ['--region', connection.region],
    ...(endpoint === undefined ? [] : [['--endpoint-url', endpoint]]),
  ];
}

/** The CLI's shorthand for a `TargetDescription`. */
export function shorthand({ id, port, availabilityZone }: TargetIdentity): string {
  return [
    `Id=${shorthandValue(id)}`,
    ...(port === undefined ? [] : [`Port=${port}`]),
    ...(availabilityZone === undefined ? [] : [`AvailabilityZone=${shorthandValue(availabilityZone)}`]),
  ].join(',');
}

/** The CLI's shorthand for an `IpPermission`. */
function permissionShorthand({ IpProtocol, FromPort, ToPort, ...peers }: IpPermission): string {
  const ports = [`IpProtocol=${IpProtocol}`, `FromPort=${FromPort}`, `ToPort=${ToPort}`];
  const lists = Object.entries(peers).map(
    ([name, list]: [string, Readonly<Record<string, string>>[]]) =>
      `${name}=[${list.map((peer) => `{${membersShorthand(peer)}}`).join(',')}]`,
  );
  return [...ports, ...lists].join(',');
}

function membersShorthand(peer: Readonly<Record<string, string>>): string {
  return Object.entries(peer)
    .map(([name, value]) => `${name}=${shorthandValue(value)}`)
    .join(',');
}

/** The AWS CLI's user guide, "Using shorthand syntax": values with characters that mean something to it are quoted. */
function shorthandValue(value: string): string {
  return /^[\w.:/$+-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** One word of a POSIX shell, in single quotes unless no character of it means anything there. */
function quoted(word: string): string {
  return /^[\w.:/=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
