// The review of a plan to service targets, as a document: what leaves when, what stays healthy, how long it takes, what
// the step is told, what stops it, and the equivalent commands. It is read as its source.
import { dateAndTime } from '../ago';
import { changeCommands, cliCommand, type CliPlace, shorthand } from '../awsCli';
import { durationInWords } from '../duration';
import { plural } from '../plural';
import { stateInWords } from '../stateWords';
import { type RegisteredTarget, type TargetIdentity, targetKey } from '../target';
import { bullet, textTable, wrapped } from '../textTable';
import { PATIENCE_MILLISECONDS } from './serviceFacts';
import { arithmeticOf, estimateOf } from './servicePlan';
import { batchCount, nameOf, type ServicePlan } from './serviceRun';
import { stepInWords } from './serviceWords';

export interface ServiceReviewInput {
  readonly plan: ServicePlan;
  /** All targets of the group, as last read. */
  readonly registered: readonly RegisteredTarget[];
  readonly place: CliPlace;
  /** What people call the connection. */
  readonly connection: string;
  /** Of the first target, as its step gets it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A sentence each. */
  readonly consequences: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ServiceReview {
  readonly text: string;
  /** 0-based, where the commands begin. */
  readonly commandsLine: number;
  readonly commands: readonly string[];
}

export function serviceReview(input: ServiceReviewInput): ServiceReview {
  const { plan } = input;
  const commands = commandsOf(input);
  const above = [
    ...heading(input),
    ...section('Batches', batchLines(input)),
    ...section('Each batch', courseLines(plan)),
    ...section('Time', timeLines(plan)),
    ...section('What stops it', stopLines(plan)),
    ...section(
      'Consequences',
      input.consequences.length === 0 ? ['None that needs a word.'] : input.consequences.flatMap(bullet),
    ),
    ...section('Targets', targetLines(input)),
    ...section('What the step is told', environmentLines(input)),
    ...section('The same with the AWS CLI', wrapped('A wait of the AWS CLI gives up after 10 minutes.')),
    '',
  ];
  return {
    text: [...above, '```sh', ...commands, '```', ''].join('\n'),
    commandsLine: above.length,
    commands,
  };
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function heading({ plan, connection, at }: ServiceReviewInput): string[] {
  const rows = [
    ['Connection', connection],
    ['Target group', plan.groupArn],
    ['Reviewed', dateAndTime(at)],
    [
      'Plan',
      `${plural(plan.targets.length, 'target')} in ${batchCount(plan) === 1 ? '1 batch' : `${batchCount(plan)} batches`} of at most ${plan.batchSize}`,
    ],
    ['Floor', `${plan.floor} healthy, counted over all targets of the group`],
    ['Step', stepInWords(plan.step)],
  ] as const;
  return [
    `# Servicing ${plan.groupName}`,
    '',
    'Nothing is sent before you start it.',
    '',
    ...rows.map(([name, value]) => `- ${`${name}:`.padEnd(14)}${value}`),
  ];
}

function batchLines({ plan, registered }: ServiceReviewInput): string[] {
  const batches = arithmeticOf(plan, registered);
  return [
    ...textTable(
      [
        { title: 'Batch', isFigure: true },
        { title: 'Targets' },
        { title: 'Zones' },
        { title: 'Healthy now', isFigure: true },
        { title: 'While it is out', isFigure: true },
        { title: 'Floor', isFigure: true },
      ],
      batches.map(({ batch, targets, healthyBefore, healthyLeft }) => [
        String(batch + 1),
        targets.map(nameOf).join(', '),
        [...new Set(targets.flatMap(({ zone }) => zone ?? []))].sort().join(', '),
        String(healthyBefore),
        String(healthyLeft),
        String(plan.floor),
      ]),
    ),
    '',
    ...wrapped(
      'Targets are spread over the zones: no batch takes out all targets of a zone that has several.',
    ),
  ];
}

function courseLines(plan: ServicePlan): string[] {
  const drain =
    plan.delayMilliseconds === undefined
      ? 'the deregistration delay of the group'
      : `${durationInWords(plan.delayMilliseconds)}, the deregistration delay`;
  const steps = [
    'The health is read anew; the batch leaves only if the floor is kept without it.',
    'DeregisterTargets, one call, with Id, Port and zone; read back.',
    `Wait until no target of it is listed any more (${drain}).`,
    `Then: ${stepInWords(plan.step)}${plan.step.kind === 'task' || plan.step.kind === 'command' ? ', once for each target, all at the same time' : ''}.`,
    'RegisterTargets, one call; read back.',
    'Wait until each is healthy. Then the next batch.',
  ];
  return steps.flatMap((step, index) => wrapped(`${index + 1}. ${step}`, '   '));
}

function timeLines(plan: ServicePlan): string[] {
  const {
    drainsMilliseconds: drains,
    stepsMilliseconds: steps,
    checksMilliseconds: checks,
  } = estimateOf(plan);
  const known = drains === undefined || checks === undefined ? undefined : drains + checks + (steps ?? 0);
  const isOpen = steps === undefined;
  return [
    ...textTable(
      [{ title: 'All batches together' }, { title: 'Takes' }],
      [
        ['Drains, until the whole delay is over', atLeast(drains)],
        ['Steps', isOpen ? 'as long as they take' : durationInWords(steps)],
        ['Health checks, threshold × interval', about(checks)],
        [isOpen ? 'All of it, without the steps' : 'All of it', about(known)],
      ],
    ),
    '',
    ...wrapped(
      `A batch that is not healthy ${durationInWords(plan.lateAfterMilliseconds)} after it was registered stops the servicing.`,
    ),
  ];
}

function atLeast(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'not known' : `at least ${durationInWords(milliseconds)}`;
}

function about(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'not known' : `about ${durationInWords(milliseconds)}`;
}

function stopLines({ floor, lateAfterMilliseconds, step }: ServicePlan): string[] {
  return [
    `Fewer than ${floor} targets of the group are healthy, at any read; or would be without the next batch.`,
    ...(step.kind === 'task' || step.kind === 'command'
      ? ['The step ends with another exit code than 0, or its window ends while it runs.']
      : []),
    `A target is not healthy ${durationInWords(lateAfterMilliseconds)} after it was registered.`,
    `Calls or reads are refused; or fail for ${durationInWords(PATIENCE_MILLISECONDS)}, tried again in between.`,
    'Somebody else registers or deregisters a target that is being serviced.',
    'Then nothing more leaves, and it says where it stopped. Resume goes on exactly there; abort puts back everything that is out.',
  ].flatMap((line) => bullet(line));
}

function targetLines({ plan, registered }: ServiceReviewInput): string[] {
  const listed = new Map(registered.map((target) => [targetKey(target), target]));
  return textTable(
    [
      { title: 'Batch', isFigure: true },
      { title: 'Target' },
      { title: 'Port', isFigure: true },
      { title: 'Zone' },
      { title: 'Name' },
      { title: 'Health' },
    ],
    plan.targets.map(({ batch, target, targetName, zone }) => {
      const found = listed.get(targetKey(target));
      return [
        String(batch + 1),
        target.id,
        target.port === undefined ? '' : String(target.port),
        zone ?? target.availabilityZone ?? '',
        targetName ?? '',
        found === undefined ? 'not listed' : stateInWords(found.health),
      ];
    }),
  );
}

function environmentLines({ plan, environment }: ServiceReviewInput): string[] {
  if (plan.step.kind !== 'task' && plan.step.kind !== 'command') return [];
  return [
    ...wrapped(
      'Each run gets these in its environment, here with the values of the first target. They are never pasted into the command line.',
    ),
    '',
    ...textTable(
      [{ title: 'Variable' }, { title: 'Value' }],
      Object.entries(environment).map(([name, value]) => [name, value]),
    ),
  ];
}

/** Each batch after the other, none after one that fails. */
function commandsOf({ plan, place }: ServiceReviewInput): string[] {
  const count = batchCount(plan);
  return Array.from({ length: count }, (_, batch) => {
    const targets = plan.targets.filter((target) => target.batch === batch).map(({ target }) => target);
    return [
      ...changeCommands(place, 'deregister', plan.groupArn, targets),
      waitCommand(place, 'target-deregistered', plan.groupArn, targets),
      `printf 'Batch ${batch + 1} of ${count} is out. Work on it, then press Enter. ' && read -r _`,
      ...changeCommands(place, 'register', plan.groupArn, targets),
      waitCommand(place, 'target-in-service', plan.groupArn, targets),
    ];
  })
    .flat()
    .flatMap((command, index, all) => `${command}${index < all.length - 1 ? ' &&' : ''}`.split('\n'));
}

function waitCommand(
  place: CliPlace,
  until: 'target-deregistered' | 'target-in-service',
  groupArn: string,
  targets: readonly TargetIdentity[],
): string {
  return cliCommand(place, `elbv2 wait ${until}`, [
    ['--target-group-arn', groupArn],
    ['--targets', ...targets.map(shorthand)],
  ]);
}
