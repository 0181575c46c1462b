// Services targets one after another: asks for the plan, shows it, starts it, and steers what goes on.
import { plural } from '../model/plural';
import { Problem } from '../model/problem';
import { actionsOf, type ServiceAction, type SkipKind } from '../model/servicing/serviceControls';
import {
  currentBatch,
  isOut,
  isRunOver,
  isUnderWay,
  namesOf,
  type ServiceRun,
} from '../model/servicing/serviceRun';
import { progressOf } from '../model/servicing/serviceWords';
import { isDraining } from '../model/target';
import { confirm, pickOne } from './ask';
import { chooseGroups, nodesOf, targetsByGroup, type TargetsChoice } from './pickGroup';
import { askForPlan } from './servicePlans';
import { type ReviewedPlan, reviewPlan } from './serviceReviews';
import type { CommandFunction, Services } from './services';

export const serviceTargets: CommandFunction = async (services, node, nodes) => {
  if (isReviewed(node)) {
    await services.servicing.start(node.servicePlan);
    services.monitor.show({ preserveFocus: false });
    return;
  }
  for (const choice of await choose(services, node, nodes)) {
    await reviewPlan(services, choice, await askForPlan(services, choice));
  }
};

export const pauseServicing: CommandFunction = async (services, node) => {
  await services.servicing.pause((await chooseRun(services, node, 'pause')).id);
};

export const resumeServicing: CommandFunction = async (services, node) => {
  await services.servicing.resume((await chooseRun(services, node, 'resume')).id);
};

export const continueServicing: CommandFunction = async (services, node) => {
  await services.servicing.continue((await chooseRun(services, node, 'continue')).id);
};

export const skipServicing: CommandFunction = async (services, node) => {
  const run = await chooseRun(services, node, 'skip');
  await services.servicing.skip(run.id, await chooseSkip(run));
};

export const abortServicing: CommandFunction = async (services, node) => {
  const run = await chooseRun(services, node, 'abort');
  const out = run.targets.filter(isOut);
  const waits =
    run.targetType === 'ip' && out.some(({ phase }) => phase === 'draining')
      ? ' An address that drains is registered when its drain is over.'
      : '';
  const step =
    out.some(({ phase }) => phase === 'servicing') &&
    run.step.kind !== 'continue' &&
    run.step.kind !== 'pause'
      ? ' Its step is ended in its terminal.'
      : '';
  await confirm(
    `Abort servicing ${run.groupName}?`,
    out.length === 0
      ? 'No target is out of service. The rest is not serviced.'
      : `${namesOf(out)} ${out.length === 1 ? 'is' : 'are'} put back without waiting for the step, and the rest is not serviced.${waits}${step}`,
    'Abort',
  );
  await services.servicing.abort(run.id);
};

function isReviewed(node: unknown): node is ReviewedPlan {
  return typeof node === 'object' && node !== null && 'servicePlan' in node;
}

/** The targets of the selected rows; all of a group where it is the group's row, or the one that is picked. */
async function choose(services: Services, node: unknown, nodes: unknown): Promise<TargetsChoice[]> {
  const rows = nodesOf(node, nodes);
  const targetRows = rows.filter((row) => row.kind === 'target');
  if (targetRows.length > 0) return targetsByGroup(targetRows);
  const groups = await chooseGroups(services, rows, 'Target group whose targets to service');
  const choices: TargetsChoice[] = [];
  for (const { account, group } of groups) {
    const targets = await account.readHealth(group.arn, { priority: 'user' });
    choices.push({ account, group, targets: targets.filter((target) => !isDraining(target)) });
  }
  return choices;
}

/** The one that is meant; the only one that the action makes sense for; else the user picks. */
async function chooseRun(
  { servicing, clock }: Services,
  node: unknown,
  action: ServiceAction,
): Promise<ServiceRun> {
  const id = runIdOf(node);
  const open = servicing.runs.filter((run) => !isRunOver(run));
  const meant = id === undefined ? undefined : open.find((run) => run.id === id);
  if (id !== undefined) {
    if (meant === undefined) throw new Problem('That servicing is over.', { kind: 'notFound' });
    return meant;
  }
  const able = open.filter((run) => actionsOf(run).includes(action));
  const [first] = able;
  if (first === undefined) {
    throw new Problem(
      open.length === 0
        ? 'No targets are being serviced. Select targets or a group, and choose Service Targets….'
        : `No servicing can ${action} at this moment.`,
      { kind: 'notFound' },
    );
  }
  if (able.length === 1) return first;
  return pickOne(
    able.map((run) => ({
      label: run.groupName,
      description: progressOf(run, clock.now()).summary,
      detail: progressOf(run, clock.now()).sentence,
      value: run,
    })),
    { placeHolder: `Servicing to ${action}` },
  );
}

/** A row of the Activity view, or what the monitor passes. */
function runIdOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('runId' in node)) return undefined;
  return typeof node.runId === 'string' ? node.runId : undefined;
}

async function chooseSkip(run: ServiceRun): Promise<SkipKind> {
  const batch = currentBatch(run);
  const members = run.targets.filter((target) => target.batch === batch);
  const open = members.filter((target) => target.phase === 'waiting' || isUnderWay(target));
  const rest = run.targets.filter(({ phase }) => phase === 'waiting');
  const choices = [
    {
      label: open.some(isUnderWay) ? `Put ${namesOf(open)} back now` : `Leave ${namesOf(open)} in service`,
      description: `without the step, then go on`,
      value: 'batch' as const,
    },
    ...(rest.length === 0
      ? []
      : [
          {
            label: `Leave the rest out of the plan`,
            description: `${plural(rest.length, 'target')} not begun`,
            value: 'rest' as const,
          },
        ]),
  ];
  return pickOne(choices, { title: `Servicing ${run.groupName}`, placeHolder: 'Skip' });
}
