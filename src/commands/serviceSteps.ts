// Runs the step of a servicing for one target: a task of the user's, or a command line, each in a terminal of its own.
import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Disposable,
  ProcessExecution,
  ShellExecution,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { StepEnd } from '../model/servicing/serviceAnswers';
import type { StepRequest, StepRunner } from '../state/serviceSteps';

const LAST_WORD_MILLISECONDS = 1_000;
/** A task may ask the user for its inputs first. */
const BEGINS_WITHIN_MILLISECONDS = 120_000;
const NOT_BEGUN: StepEnd = {
  ok: false,
  because: 'VS Code did not begin it within 2 minutes. Look at its messages and at the terminals.',
};

/** Why a task cannot be a step; undefined where it can. Only shells and processes have an environment. */
export function unsupportedTask(task: Task): string | undefined {
  return task.execution instanceof ShellExecution || task.execution instanceof ProcessExecution
    ? undefined
    : 'It is neither a shell nor a process task (a task of tasks, or one of an extension): it cannot be told its target.';
}

/** The URI of the folder that a task belongs to; undefined for one of the user or of the whole workspace. */
export function folderOf(task: Task): string | undefined {
  return typeof task.scope === 'object' ? task.scope.uri.toString() : undefined;
}

export const serviceSteps: StepRunner = {
  async run(request) {
    const task = request.step.kind === 'task' ? await ofTask(request) : ofCommand(request);
    return typeof task === 'string' ? { ok: false, because: task } : ended(task, request.signal);
  },
};

/** The same task, with its target in the environment; why not, where that cannot be. What it depends on is not run. */
async function ofTask({ step, label, key, environment }: StepRequest): Promise<Task | string> {
  if (step.kind !== 'task') return 'It is no task.';
  const found = (await tasks.fetchTasks()).find(
    (task) => task.name === step.name && folderOf(task) === step.folder,
  );
  if (found === undefined) {
    return `This window has no task “${step.name}”. Open the folder that has it, and run the step again there.`;
  }
  const execution = withEnvironment(found.execution, environment);
  if (execution === undefined) return unsupportedTask(found) ?? '';
  return makeTask({
    key,
    name: `${step.name}: ${label}`,
    scope: found.scope ?? TaskScope.Workspace,
    execution,
    problemMatchers: found.problemMatchers,
  });
}

function ofCommand({ step, label, key, environment }: StepRequest): Task | string {
  if (step.kind !== 'command') return 'It is no command.';
  const folder = workspaceFolder(step.folder);
  if (step.folder !== undefined && folder === undefined) {
    return `The command belongs to the folder ${step.folder}, which is not open in this window. Open it, and run the step again there.`;
  }
  return makeTask({
    key,
    name: `Service ${label}`,
    scope: folder ?? TaskScope.Workspace,
    execution: new ShellExecution(step.line, {
      cwd: folder?.uri.fsPath ?? homedir(),
      env: { ...environment },
    }),
    problemMatchers: [],
  });
}

interface TaskParts {
  readonly key: string;
  readonly name: string;
  readonly scope: WorkspaceFolder | TaskScope;
  readonly execution: ShellExecution | ProcessExecution;
  readonly problemMatchers: string[];
}

/** The key makes it another task for each target: the editor does not run one twice at a time. */
function makeTask({ key, name, scope, execution, problemMatchers }: TaskParts): Task {
  const task = new Task(
    { type: 'targetGroups.step', key },
    scope,
    name,
    'Target Groups',
    execution,
    problemMatchers,
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, focus: false };
  return task;
}

/** Undefined for what has no environment. */
function withEnvironment(
  execution: Task['execution'],
  environment: Readonly<Record<string, string>>,
): ShellExecution | ProcessExecution | undefined {
  if (!(execution instanceof ProcessExecution) && !(execution instanceof ShellExecution)) return undefined;
  const { options } = execution;
  // Without a folder the editor knows no place to begin a task in, and never says so to who began it.
  const cwd = options?.cwd ?? (workspace.workspaceFolders === undefined ? homedir() : undefined);
  const env = { ...options?.env, ...environment };
  const all = { ...options, env, ...(cwd === undefined ? {} : { cwd }) };
  if (execution instanceof ProcessExecution) {
    return new ProcessExecution(execution.process, execution.args, all);
  }
  const { command, commandLine, args } = execution;
  return commandLine === undefined
    ? new ShellExecution(command ?? '', args ?? [], all)
    : new ShellExecution(commandLine, all);
}

function workspaceFolder(uri: string | undefined): WorkspaceFolder | undefined {
  return workspace.workspaceFolders?.find((folder) => folder.uri.toString() === uri);
}

/** The exit code decides. A terminal that the user closes ends without one. */
async function ended(task: Task, signal: AbortSignal): Promise<StepEnd> {
  const isThis = (other: Task) => other.definition.key === task.definition.key;
  const subscriptions: Disposable[] = [];
  let hasBegun = false;
  const end = new Promise<StepEnd>((resolve) => {
    subscriptions.push(
      tasks.onDidStartTaskProcess(({ execution }) => {
        if (isThis(execution.task)) hasBegun = true;
      }),
      tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (isThis(execution.task)) resolve(endOf(exitCode));
      }),
      tasks.onDidEndTask(({ execution }) => {
        // The process that it had tells first; without one there is no code.
        if (isThis(execution.task))
          void pause(LAST_WORD_MILLISECONDS).then(() => {
            resolve(endOf(undefined));
          });
      }),
    );
  });
  const waiting = new AbortController();
  try {
    const execution = await tasks.executeTask(task);
    const terminate = () => {
      execution.terminate();
    };
    if (signal.aborted) terminate();
    signal.addEventListener('abort', terminate, { once: true });
    const never = pause(BEGINS_WITHIN_MILLISECONDS, undefined, { signal: waiting.signal }).then(() => {
      if (hasBegun) return end;
      // So that it does not begin later, when nobody waits for it.
      terminate();
      return NOT_BEGUN;
    });
    return await Promise.race([end, never]);
  } finally {
    Disposable.from(...subscriptions).dispose();
    waiting.abort();
  }
}

function endOf(exitCode: number | undefined): StepEnd {
  if (exitCode === 0) return { ok: true };
  const because =
    exitCode === undefined
      ? 'It ended without an exit code: it was terminated, or could not begin.'
      : `It ended with exit code ${exitCode}.`;
  return { ok: false, because };
}
