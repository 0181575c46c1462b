// The review of a replacement: what will be made and changed, and the equivalent commands, as a document that is read as
// plain text.
import { type CliPlace, cliCommand } from './awsCli';
import {
  movedActions,
  newGroupArnOf,
  type ReplacementPlan,
  stackOf,
  tagsToCopy,
} from './functionReplacement';
import { invokeStatement } from './permission';
import { plural } from './plural';
import { groupsOf, type Route, routeInWords, type RoutingAction } from './routing';
import { nameInArn, targetLabel } from './target';

/** Stands for the new group's ARN in commands, until it has one. */
const NEW_GROUP_VARIABLE = '$NEW_GROUP';

export function replacementReview(plan: ReplacementPlan, place: CliPlace, connectionLabel: string): string {
  const { old, newName } = plan;
  return [
    `# Replace the function of ${old.group.name}`,
    '',
    connectionLabel,
    '',
    ...table([
      ['Function now', plan.oldFunctionArn === undefined ? 'none' : targetLabel({ id: plan.oldFunctionArn })],
      ['New function', targetLabel({ id: plan.newFunctionArn })],
      ['New target group', newName],
    ]),
    '',
    'Nothing is moved before the new function is registered. The old target group keeps its',
    'function until you delete it, so going back is moving the routes back.',
    ...warnings(plan),
    '',
    '## 1. The new target group',
    '',
    `${state(plan.newGroupArn !== undefined)} ${newName}, with the settings of ${old.group.name}:`,
    '',
    ...table(settingsOf(plan)),
    '',
    ...[...old.attributes].map(([key, value]) => `${key} = ${value}`).sort(),
    '',
    '## 2. The permission',
    '',
    ...permissionLines(plan),
    '',
    '## 3. The registration',
    '',
    `${state(plan.isRegistered)} ${plan.newFunctionArn}`,
    '',
    '## 4. The routes',
    '',
    ...routeLines(plan),
    '',
    ...(isComplete(plan)
      ? []
      : [
          '## The same with the AWS CLI',
          '',
          '```sh',
          replacementCommands(plan, place).join('\n\n'),
          '```',
          '',
        ]),
  ].join('\n');
}

/** The same plan when all of it is done, for a review that is not to say otherwise. */
export function completed(plan: ReplacementPlan, newGroupArn: string): ReplacementPlan {
  return {
    ...plan,
    newGroupArn,
    isPermitted: true,
    isRegistered: true,
    moves: [],
    moved: [...plan.moved, ...plan.moves],
  };
}

function isComplete({ newGroupArn, isPermitted, isRegistered, moves }: ReplacementPlan): boolean {
  return newGroupArn !== undefined && isPermitted && isRegistered && moves.length === 0;
}

/** What a dialog says before the user goes on: short, in figures. */
export function replacementSummary(plan: ReplacementPlan): string {
  const { old, newName, newFunctionArn, moves } = plan;
  const label = targetLabel({ id: newFunctionArn });
  const steps = [
    ...(plan.newGroupArn === undefined ? [`Create ${newName} with the settings of ${old.group.name}.`] : []),
    ...(plan.isPermitted
      ? []
      : [`Add the permission that lets Elastic Load Balancing invoke ${label} for ${newName}.`]),
    ...(plan.isRegistered ? [] : [`Register ${label} with ${newName}.`]),
    moves.length === 0
      ? `Move nothing: no listener forwards to ${old.group.name}.`
      : `Move ${plural(moves.length, 'route')}: ${moves.map(routeInWords).join('; ')}.`,
  ];
  return [
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    ...(plan.isPermitted ? [] : [statementInWords(plan), '']),
    `${old.group.name} keeps its function until you delete it. The document behind this shows everything.`,
  ].join('\n');
}

function warnings(plan: ReplacementPlan): string[] {
  if (isComplete(plan)) return ['', 'All of it is done.'];
  const { old, moved, newGroupArn } = plan;
  const stack = stackOf(old.tags);
  const { enabled, intervalSeconds } = old.group.healthCheck;
  return [
    ...(newGroupArn === undefined
      ? []
      : [
          '',
          `This goes on with a replacement that has begun: ${plural(moved.length, 'route')} ${moved.length === 1 ? 'is' : 'are'} moved already.`,
        ]),
    ...(enabled
      ? [
          '',
          `NOTE: ${old.group.name} checks health. The new function is first checked when a route`,
          `forwards to it, so requests can be refused until that check has passed (interval: ${intervalSeconds ?? '?'} s).`,
        ]
      : []),
    ...(stack === undefined
      ? []
      : [
          '',
          `NOTE: ${old.group.name} belongs to the CloudFormation stack ${stack}, which will not know of`,
          'the new group. Make the same change in its template.',
        ]),
  ];
}

function settingsOf({ old }: ReplacementPlan): [string, string][] {
  const check = old.group.healthCheck;
  const tags = [...tagsToCopy(old.tags)].map(([key, value]) => `${key}=${value}`);
  const left = old.tags.size - tags.length;
  return [
    ['Target type', 'lambda'],
    [
      'Health check',
      check.enabled
        ? `${check.path ?? '/'} every ${check.intervalSeconds ?? '?'} s, timeout ${check.timeoutSeconds ?? '?'} s, codes ${check.matcher ?? '200'}`
        : 'off',
    ],
    ['Tags', tags.length === 0 ? 'none' : tags.join(', ')],
    ...(left === 0 ? [] : [['Tags not copied', `${left} that AWS gives itself (aws:…)`] as [string, string]]),
  ];
}

function permissionLines(plan: ReplacementPlan): string[] {
  if (plan.isPermitted)
    return [`${state(true)} Elastic Load Balancing may invoke the function for the group.`];
  return [
    `${state(false)} Elastic Load Balancing may not invoke the function for the new group yet. This`,
    'statement is added to the resource policy of the function:',
    '',
    ...statementRows(plan).map((row) => `    ${row}`),
  ];
}

function statementInWords(plan: ReplacementPlan): string {
  return ['The statement that is added to the function’s resource policy:', ...statementRows(plan)].join(
    '\n',
  );
}

/** The end of the new group's ARN is not known before there is one. */
function statementRows(plan: ReplacementPlan): string[] {
  const { statementId, action, principal, sourceArn } = invokeStatement(newGroupArnOf(plan));
  const known = (text: string) => (plan.newGroupArn === undefined ? text.replace(/0{16}$/, '…') : text);
  return table([
    ['Sid', known(statementId)],
    ['Action', action],
    ['Principal', principal],
    ['Source ARN', known(sourceArn)],
  ]);
}

function routeLines(plan: ReplacementPlan): string[] {
  const { moves, moved, old } = plan;
  if (moves.length + moved.length === 0) {
    return [`No listener and no rule forwards to ${old.group.name}: there is nothing to move.`];
  }
  return [
    ...moved.map((route) => `${state(true)} ${routeInWords(route)}`),
    ...moves.flatMap((route) => [
      `${state(false)} ${routeInWords(route)}`,
      `    now:   ${forwardsInWords(route.actions)}`,
      `    then:  ${forwardsInWords(movedActions(route.actions, old.group.arn, newGroupArnOf(plan)))}`,
    ]),
  ];
}

/** `forward to orders (weight 3), others (weight 1)`, with what comes before it. */
function forwardsInWords(actions: readonly RoutingAction[]): string {
  return actions
    .map((action) => {
      const groups = groupsOf(action);
      if (groups.length === 0) return action.Type ?? '';
      const names = groups.map(({ TargetGroupArn = '', Weight = 1 }) =>
        groups.length === 1 ? nameInArn(TargetGroupArn) : `${nameInArn(TargetGroupArn)} (weight ${Weight})`,
      );
      return `forward to ${names.join(', ')}`;
    })
    .join(', then ');
}

/** The commands for what is not done yet, in the order of the steps. */
function replacementCommands(plan: ReplacementPlan, place: CliPlace): string[] {
  const groupArn = plan.newGroupArn ?? NEW_GROUP_VARIABLE;
  const { statementId, action, principal } = invokeStatement(newGroupArnOf(plan));
  const functionWithQualifier = plan.newFunctionArn.split(':');
  const qualifier = functionWithQualifier[7];
  return [
    ...(plan.newGroupArn === undefined ? [`NEW_GROUP=$(${createCommand(plan, place)})`] : []),
    ...(plan.old.attributes.size === 0
      ? []
      : [
          cliCommand(place, 'elbv2 modify-target-group-attributes', [
            ['--target-group-arn', groupArn],
            ['--attributes', ...[...plan.old.attributes].map(([key, value]) => `Key=${key},Value=${value}`)],
          ]),
        ]),
    ...(plan.isPermitted
      ? []
      : [
          cliCommand(place, 'lambda add-permission', [
            ['--function-name', functionWithQualifier.slice(0, 7).join(':')],
            ...(qualifier === undefined ? [] : [['--qualifier', qualifier]]),
            ['--statement-id', statementId],
            ['--action', action],
            ['--principal', principal],
            ['--source-arn', groupArn],
          ]),
        ]),
    ...(plan.isRegistered
      ? []
      : [
          cliCommand(place, 'elbv2 register-targets', [
            ['--target-group-arn', groupArn],
            ['--targets', `Id=${plan.newFunctionArn}`],
          ]),
        ]),
    ...plan.moves.map((route) => moveCommand(plan, place, route, groupArn)),
  ].map((command) => command.replaceAll(`'${NEW_GROUP_VARIABLE}'`, `"${NEW_GROUP_VARIABLE}"`));
}

function createCommand({ old, newName }: ReplacementPlan, place: CliPlace): string {
  const check = old.group.healthCheck;
  const tags = [...tagsToCopy(old.tags)].map(([Key, Value]) => ({ Key, Value }));
  const numbers: readonly (readonly [string, number | undefined])[] = [
    ['--health-check-interval-seconds', check.intervalSeconds],
    ['--health-check-timeout-seconds', check.timeoutSeconds],
    ['--healthy-threshold-count', check.healthyThreshold],
    ['--unhealthy-threshold-count', check.unhealthyThreshold],
  ];
  return cliCommand(place, 'elbv2 create-target-group', [
    ['--name', newName],
    ['--target-type', 'lambda'],
    [check.enabled ? '--health-check-enabled' : '--no-health-check-enabled'],
    ...(check.path === undefined ? [] : [['--health-check-path', check.path]]),
    ...numbers.flatMap(([option, value]) => (value === undefined ? [] : [[option, String(value)]])),
    ...(check.matcher === undefined ? [] : [['--matcher', `HttpCode="${check.matcher}"`]]),
    ...(tags.length === 0 ? [] : [['--tags', JSON.stringify(tags)]]),
    ['--query', 'TargetGroups[0].TargetGroupArn'],
    ['--output', 'text'],
  ]);
}

function moveCommand(plan: ReplacementPlan, place: CliPlace, route: Route, groupArn: string): string {
  const actions = JSON.stringify(movedActions(route.actions, plan.old.group.arn, groupArn));
  const command =
    route.kind === 'rule'
      ? cliCommand(place, 'elbv2 modify-rule', [
          ['--rule-arn', route.arn],
          ['--actions', actions],
        ])
      : cliCommand(place, 'elbv2 modify-listener', [
          ['--listener-arn', route.arn],
          ['--default-actions', actions],
        ]);
  // Within single quotes the shell leaves a variable as it is.
  return command.replaceAll(`"${NEW_GROUP_VARIABLE}"`, `"'"${NEW_GROUP_VARIABLE}"'"`);
}

function state(isDone: boolean): string {
  return isDone ? '[x] done:' : '[ ] to do:';
}

/** Names and values in two columns. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
