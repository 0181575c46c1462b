// Asks for the plan of a servicing: how many at a time, how many to keep, and what happens between out and back.
import { type Task, tasks, window, workspace } from 'vscode';
import { plural } from '../model/plural';
import { Problem } from '../model/problem';
import { batchSizeOf, type Planned, planServicing, unserviceable } from '../model/servicing/servicePlan';
import type { ServicePlan, ServiceStep } from '../model/servicing/serviceRun';
import { summarizeHealth, summaryInWords } from '../model/healthSummary';
import { identityOf, isDraining, type RegisteredTarget, targetKey } from '../model/target';
import { pickAllowed, pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import type { TargetsChoice } from './pickGroup';
import { folderOf, unsupportedTask } from './serviceSteps';
import type { Services } from './services';

export interface AskedPlan {
  readonly plan: ServicePlan;
  /** All targets of the group, as they were when the plan was made. */
  readonly registered: readonly RegisteredTarget[];
}

/** Throws a `Problem` where such a group cannot be serviced. The last plan of the group is the default of each answer. */
export async function askForPlan(
  services: Services,
  { account, group, targets }: TargetsChoice,
): Promise<AskedPlan> {
  const refusal = unserviceable(group);
  if (refusal !== undefined) throw new Problem(refusal, { kind: 'invalid' });
  const registered = await account.readHealth(group.arn, { priority: 'user' });
  const delayMilliseconds = await services.registration.delayOf(account, group);
  const chosen = inServiceOf(registered, targets);
  const planned = (batchSize: number, floor: number, step: ServiceStep): Planned =>
    planServicing({
      scope: { connectionId: account.id, groupArn: group.arn, groupName: group.name },
      group,
      registered,
      targets: chosen.map((target) => {
        const name = account.instance(target.id)?.name;
        return { target: identityOf(target), ...(name === undefined ? {} : { targetName: name }) };
      }),
      zoneOf: (target) => zoneOf(target.availabilityZone, account.instance(target.id)?.availabilityZone),
      batchSize,
      floor,
      step,
      delayMilliseconds,
    });
  const refusalOf = (answer: Planned) => ('refusal' in answer ? answer.refusal : undefined);
  const nothing = refusalOf(planned(1, 0, { kind: 'continue' }));
  if (nothing !== undefined) throw new Problem(nothing, { kind: 'invalid' });

  const last = services.servicing.runs.findLast(
    (run) => run.connectionId === account.id && run.groupArn === group.arn,
  );
  const what = `${group.name}: ${plural(chosen.length, 'target')} to service, ${summaryInWords(summarizeHealth(registered))}`;
  const batchSize = await askForBatchSize(what, chosen.length, last?.batchSize ?? 1);
  const floor = await askForFloor(what, lastFloor(last?.floor, batchSize, registered), (figure) =>
    refusalOf(planned(batchSize, figure, { kind: 'continue' })),
  );
  const step = await askForStep(what, last?.step);
  const answer = planned(batchSize, floor, step);
  if ('refusal' in answer) throw new Problem(answer.refusal, { kind: 'invalid' });
  return { plan: answer.plan, registered };
}

/** Those that drain by now, or were draining when they were chosen, are on their way out already. */
function inServiceOf(
  registered: readonly RegisteredTarget[],
  targets: readonly RegisteredTarget[],
): RegisteredTarget[] {
  const wanted = new Set(targets.map(targetKey));
  return registered.filter((target) => wanted.has(targetKey(target)) && !isDraining(target));
}

/** `all` is no zone. */
function zoneOf(given: string | undefined, ofInstance: string | undefined): string | undefined {
  return given === undefined || given === 'all' ? ofInstance : given;
}

/** What a plan that takes as many healthy ones at a time leaves, unless the last plan kept fewer. */
function lastFloor(
  last: number | undefined,
  batchSize: number,
  registered: readonly RegisteredTarget[],
): number {
  const healthy = registered.filter(({ health }) => health.state === 'healthy').length;
  const kept = Math.max(0, healthy - batchSize);
  return last === undefined ? kept : Math.min(last, kept);
}

async function askForBatchSize(title: string, targetCount: number, last: number): Promise<number> {
  const answer = await window.showInputBox({
    title: `${title} (1/3)`,
    prompt: 'Out of service at a time: a number of targets, or a percentage such as 30%',
    value: String(Math.min(last, targetCount)),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const size = batchSizeOf(text, targetCount);
      if (size === undefined) return 'A number from 1, or a percentage from 1% to 100%.';
      if (size > targetCount) return `Only ${plural(targetCount, 'target')} are to be serviced.`;
      return undefined;
    },
  });
  const size = answer === undefined ? undefined : batchSizeOf(answer, targetCount);
  if (size === undefined) throw new Cancelled();
  return size;
}

async function askForFloor(
  title: string,
  value: number,
  refusalOf: (floor: number) => string | undefined,
): Promise<number> {
  const answer = await window.showInputBox({
    title: `${title} (2/3)`,
    prompt: 'The least number of healthy targets to keep, counted over all targets of the group',
    value: String(value),
    ignoreFocusOut: true,
    validateInput: (text) => (/^\s*\d{1,4}\s*$/.test(text) ? refusalOf(Number(text)) : 'A number from 0.'),
  });
  if (answer === undefined) throw new Cancelled();
  return Number(answer);
}

async function askForStep(title: string, last: ServiceStep | undefined): Promise<ServiceStep> {
  const kinds = [
    {
      label: '$(debug-continue) Wait for my Continue',
      description: 'work on the targets, then say so',
      value: 'continue',
    },
    {
      label: '$(checklist) Run a task…',
      description: 'of this workspace, once for each target',
      value: 'task',
    },
    {
      label: '$(terminal) Run a command…',
      description: 'in a terminal, once for each target',
      value: 'command',
    },
    { label: '$(watch) Pause…', description: 'for a fixed time', value: 'pause' },
  ] as const;
  const sorted = [...kinds].sort((a, b) => Number(b.value === last?.kind) - Number(a.value === last?.kind));
  const kind = await pickOne(sorted, {
    title: `${title} (3/3)`,
    placeHolder: 'What happens when a batch is out and has drained',
  });
  switch (kind) {
    case 'continue':
      return { kind };
    case 'task':
      return askForTask(title);
    case 'command':
      return askForCommand(title, last?.kind === 'command' ? last.line : undefined);
    case 'pause':
      return askForPause(title, last?.kind === 'pause' ? last.seconds : undefined);
  }
}

async function askForTask(title: string): Promise<ServiceStep> {
  const choices = async () => {
    const all = await tasks.fetchTasks();
    if (all.length === 0) {
      throw new Problem('This workspace has no tasks. Add one in tasks.json, or choose a command.', {
        kind: 'notFound',
      });
    }
    return all.map((task: Task) => {
      const refusal = unsupportedTask(task);
      return {
        label: task.name,
        description: [task.source, refusal === undefined ? undefined : 'not supported']
          .filter((part) => part !== undefined)
          .join(' · '),
        value: task,
        ...(refusal === undefined ? {} : { refusal: `${task.name}: ${refusal}` }),
      };
    });
  };
  const task = await pickAllowed(choices(), {
    title,
    placeHolder: 'Task to run for each target; tasks that it depends on are not run',
  });
  const folder = folderOf(task);
  return { kind: 'task', name: task.name, ...(folder === undefined ? {} : { folder }) };
}

async function askForCommand(title: string, last: string | undefined): Promise<ServiceStep> {
  const line = await window.showInputBox({
    title,
    prompt:
      'Command line, run in a terminal for each target. It finds the target in TARGET_ID, TARGET_PORT, TARGET_ADDRESS and more',
    placeHolder: './restart.sh "$TARGET_ADDRESS"',
    ignoreFocusOut: true,
    ...(last === undefined ? {} : { value: last }),
    validateInput: (text) => (text.trim() === '' ? 'A command line.' : undefined),
  });
  if (line === undefined) throw new Cancelled();
  const folder = workspace.workspaceFolders?.[0]?.uri.toString();
  return { kind: 'command', line: line.trim(), ...(folder === undefined ? {} : { folder }) };
}

async function askForPause(title: string, last: number | undefined): Promise<ServiceStep> {
  const answer = await window.showInputBox({
    title,
    prompt: 'Seconds that each batch stays out of service',
    ignoreFocusOut: true,
    value: String(last ?? 60),
    validateInput: (text) => (/^\s*\d{1,5}\s*$/.test(text) ? undefined : 'A number of seconds.'),
  });
  if (answer === undefined) throw new Cancelled();
  return { kind: 'pause', seconds: Number(answer) };
}
