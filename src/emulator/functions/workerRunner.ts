// Runs functions: the echo at once, handlers in threads that stay warm for a while, so many at a time.
import { randomUUID } from 'node:crypto';
import type { FunctionVersion, LambdaFunction } from '../world/functionTypes';
import { Deployments, type Deployment, type RunnableCode } from './deployments';
import { echo } from './echo';
import { FunctionWorker } from './functionWorker';
import type { FunctionRunner, Invocation, InvocationResult } from './invocation';

/** How many handlers run at a time; the rest wait for their turn. Warm threads count too, and give way. */
const mostThreads = 32;
/** How long a thread stays warm, in real time. */
const warmMilliseconds = 60_000;

interface WarmWorker {
  readonly worker: FunctionWorker;
  readonly version: FunctionVersion;
  readonly edition: number;
  readonly timer: NodeJS.Timeout;
}

export class WorkerRunner implements FunctionRunner {
  readonly #deployments = new Deployments();
  readonly #busy = new Set<FunctionWorker>();
  /** The one that rested first is the first. */
  readonly #warm = new Set<WarmWorker>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #closed = false;

  /** @param realMilliseconds what so much emulator time takes in real time */
  constructor(private readonly realMilliseconds: (emulatorMilliseconds: number) => number) {}

  async invoke(invocation: Invocation, signal?: AbortSignal): Promise<InvocationResult> {
    if (!signal) return this.#run(invocation);
    const ended = failure('Emulator.WaitEnded', 'The caller no longer waits for the function');
    if (signal.aborted) return ended;
    return new Promise((resolve) => {
      const endWait = () => {
        resolve(ended);
      };
      signal.addEventListener('abort', endWait, { once: true });
      void this.#run(invocation).then((result) => {
        signal.removeEventListener('abort', endWait);
        resolve(result);
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const go of this.#waiting.splice(0)) go();
    for (const warm of this.#warm) clearTimeout(warm.timer);
    const workers = [...this.#busy, ...[...this.#warm].map(({ worker }) => worker)];
    this.#warm.clear();
    await Promise.all(workers.map((worker) => worker.end()));
    this.#deployments.close();
  }

  async #run(invocation: Invocation): Promise<InvocationResult> {
    const { code } = invocation.version;
    if (code.kind === 'echo') return { kind: 'returned', value: echo(invocation.payload), log: '' };
    await this.#turn();
    try {
      return this.#closed
        ? failure('Emulator.Closed', 'The emulator has ended')
        : await this.#runInThread(invocation, code);
    } catch (error) {
      // What kept the thread from starting: a package that cannot be unpacked, a full disk.
      return failure('Emulator.NotStarted', String(error));
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= mostThreads && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running += 1;
  }

  async #runInThread(invocation: Invocation, code: RunnableCode): Promise<InvocationResult> {
    const { fn, version, arn, payload, clientContext } = invocation;
    const deployment = this.#deployments.of(version, code);
    if (!deployment) return failure('Runtime.MalformedHandlerName', 'Bad handler');
    const requestId = randomUUID();
    const timeScale = 1 / this.realMilliseconds(1);
    const worker = this.#takeWarm(version, deployment.edition) ?? this.#start(fn, version, deployment);
    this.#busy.add(worker);
    try {
      const start = performance.now();
      const result = await worker.run({
        payload,
        requestId,
        arn,
        clientContext,
        timeoutMilliseconds: version.timeoutSeconds * 1000,
        timeScale,
      });
      const milliseconds = (performance.now() - start) * timeScale;
      return { ...result, log: report(result.log, requestId, version, milliseconds) };
    } finally {
      this.#busy.delete(worker);
      this.#giveBack(worker, version, deployment.edition);
    }
  }

  #takeWarm(version: FunctionVersion, edition: number): FunctionWorker | undefined {
    for (const warm of this.#warm) {
      if (warm.version !== version) continue;
      if (warm.edition === edition && !warm.worker.spent) {
        this.#warm.delete(warm);
        clearTimeout(warm.timer);
        return warm.worker;
      }
      this.#retire(warm);
    }
    return undefined;
  }

  #start(fn: LambdaFunction, version: FunctionVersion, deployment: Deployment): FunctionWorker {
    const [oldest] = this.#warm;
    if (oldest && this.#busy.size + this.#warm.size >= mostThreads) this.#retire(oldest);
    return new FunctionWorker(deployment, {
      memoryMegabytes: version.memoryMegabytes,
      environment: environmentOf(fn, version, deployment),
    });
  }

  #giveBack(worker: FunctionWorker, version: FunctionVersion, edition: number): void {
    if (worker.spent || this.#closed) return;
    worker.rest();
    const warm: WarmWorker = {
      worker,
      version,
      edition,
      timer: setTimeout(() => {
        this.#retire(warm);
      }, warmMilliseconds).unref(),
    };
    this.#warm.add(warm);
  }

  #retire(warm: WarmWorker): void {
    clearTimeout(warm.timer);
    this.#warm.delete(warm);
    void warm.worker.end();
  }
}

/** Lambda's own variables and the function's; nothing of the emulator's. */
function environmentOf(
  fn: LambdaFunction,
  version: FunctionVersion,
  { directory }: Deployment,
): Record<string, string> {
  const region = fn.arn.split(':')[3] ?? '';
  return {
    ...version.environment,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[${version.version}]`,
    AWS_REGION: region,
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: version.handler,
  };
}

function failure(errorType: string, errorMessage: string): InvocationResult {
  return { kind: 'failed', errorType, errorMessage, trace: [], log: '' };
}

/** The log between the lines that Lambda puts around it. */
function report(log: string, requestId: string, version: FunctionVersion, milliseconds: number): string {
  return [
    `START RequestId: ${requestId} Version: ${version.version}\n`,
    log,
    `END RequestId: ${requestId}\n`,
    `REPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\t`,
    `Billed Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: ${version.memoryMegabytes} MB\t\n`,
  ].join('');
}
