// One thread that runs one version of a function, one invocation at a time.
import { Worker } from 'node:worker_threads';
import type { InvocationResult } from './invocation';
import { workerSource, type WorkerMessage, type WorkerStart, type WorkerTask } from './workerSource';

export interface WorkerLimits {
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** An invocation's way through a thread. */
interface Run {
  readonly task: WorkerTask;
  readonly resolve: (result: InvocationResult) => void;
  log: string;
  timer: NodeJS.Timeout;
}

/** What of a log is kept: callers get its last 4 KB. */
const keptLogCharacters = 8192;
/** How long a handler may load. Real time: a thread starts no faster where the emulator's time does. */
const loadMilliseconds = 10_000;
const largestAnswerBytes = 6_291_556;

export class FunctionWorker {
  readonly #worker: Worker;
  #run: Run | undefined;
  #spent = false;

  constructor(start: WorkerStart, { memoryMegabytes, environment }: WorkerLimits) {
    this.#worker = new Worker(workerSource, {
      eval: true,
      workerData: start,
      argv: [],
      execArgv: [],
      env: { ...environment },
      // What bypasses the log is not the emulator's output either.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    this.#worker.on('message', (message: WorkerMessage) => {
      this.#hear(message);
    });
    // Everything else that a handler throws is told as a message.
    this.#worker.on('error', () => {
      this.#crash('Error: Runtime exited with error: signal: killed');
    });
    this.#worker.on('exit', (code) => {
      this.#crash(
        code === 0
          ? 'Error: Runtime exited without providing a reason'
          : `Error: Runtime exited with error: exit status ${code}`,
      );
    });
  }

  /** Whether it can run nothing any more. */
  get spent(): boolean {
    return this.#spent;
  }

  run(task: WorkerTask): Promise<InvocationResult> {
    this.#worker.ref();
    return new Promise((resolve) => {
      this.#run = { task, resolve, log: '', timer: this.#endAfter(loadMilliseconds) };
      this.#worker.postMessage(task);
    });
  }

  /** It holds up nobody who wants to end. */
  rest(): void {
    this.#worker.unref();
  }

  async end(): Promise<void> {
    this.#spent = true;
    await this.#worker.terminate();
  }

  #hear(message: WorkerMessage): void {
    const run = this.#run;
    if (!run) return;
    switch (message.kind) {
      case 'begun': {
        clearTimeout(run.timer);
        const { timeoutMilliseconds, timeScale } = run.task;
        run.timer = this.#endAfter(timeoutMilliseconds / timeScale);
        break;
      }
      case 'log':
        run.log = (run.log + message.text).slice(-keptLogCharacters);
        break;
      case 'returned':
        this.#finish(
          Buffer.byteLength(message.json) <= largestAnswerBytes
            ? { kind: 'returned', value: JSON.parse(message.json) as unknown, log: run.log }
            : {
                kind: 'failed',
                errorType: 'Function.ResponseSizeTooLarge',
                errorMessage: `Response payload size exceeded maximum allowed payload size (${largestAnswerBytes} bytes).`,
                log: run.log,
              },
        );
        break;
      case 'failed': {
        const { fatal, kind, errorType, errorMessage, trace } = message;
        if (fatal) void this.end();
        this.#finish({ kind, errorType, errorMessage, trace, log: run.log });
        break;
      }
    }
  }

  #endAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      const run = this.#run;
      if (!run) return;
      void this.end();
      const seconds = (run.task.timeoutMilliseconds / 1000).toFixed(2);
      const sentence = `Task timed out after ${seconds} seconds`;
      this.#finish({
        kind: 'failed',
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${run.task.requestId} Error: ${sentence}`,
        log: `${run.log}${new Date().toISOString()} ${run.task.requestId} ${sentence}\n\n`,
      });
    }, milliseconds);
  }

  #crash(sentence: string): void {
    this.#spent = true;
    const run = this.#run;
    if (!run) return;
    const errorMessage = `RequestId: ${run.task.requestId} ${sentence}`;
    this.#finish({
      kind: 'failed',
      errorType: 'Runtime.ExitError',
      errorMessage,
      log: `${run.log}${errorMessage}\nRuntime.ExitError\n`,
    });
  }

  #finish(result: InvocationResult): void {
    clearTimeout(this.#run?.timer);
    this.#run?.resolve(result);
    this.#run = undefined;
  }
}
