// The program that runs handlers, one thread each: Lambda's own runtime for Node.js in small.

/** What the thread is started with. */
export interface WorkerStart {
  readonly handler: string;
  readonly module: string;
  readonly files: readonly string[];
  readonly exportPath: readonly string[];
}

/** What it is sent, one at a time. */
export interface WorkerTask {
  readonly payload: unknown;
  readonly requestId: string;
  readonly arn: string;
  readonly clientContext: unknown;
  /** What the handler has left when it begins, and how much of that passes in a real millisecond. */
  readonly timeoutMilliseconds: number;
  readonly timeScale: number;
}

/** What it says. */
export type WorkerMessage =
  /** The handler has begun: what it took to load does not count. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'returned'; readonly json: string }
  /** @property fatal whether the thread is of no use any more */
  | {
      readonly kind: 'failed';
      readonly fatal: boolean;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };

/**
 * A text, because a thread needs a program of its own: the emulator is one bundled file that has none beside it, and
 * under test there are TypeScript sources only. A text is the same in both, and no tool rewrites its `import()`.
 */
export const workerSource = String.raw`
'use strict';
const { existsSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { format, types } = require('node:util');
const { parentPort, workerData } = require('node:worker_threads');

let task;
let beforeExit = () => {};
let loaded;

const post = (message) => parentPort.postMessage(message);

const write = (chunk, encoding, callback = encoding) => {
  post({ kind: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
  if (typeof callback === 'function') callback();
  return true;
};
process.stdout.write = write;
process.stderr.write = write;
const log = (level, ...parts) => {
  write([new Date().toISOString(), task && task.requestId, level, format(...parts)].join('\t') + '\n');
};
for (const level of ['trace', 'debug', 'info', 'warn', 'error']) {
  console[level] = (...parts) => log(level.toUpperCase(), ...parts);
}
console.log = console.info;

const runtimeError = (name, message) => Object.assign(new Error(message), { name: 'Runtime.' + name });

const describe = (error) => {
  try {
    return types.isNativeError(error)
      ? { errorType: String(error.name), errorMessage: String(error.message), trace: String(error.stack).split('\n') }
      : { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
};

/** The first word about a task is the last one. */
const end = (message) => {
  if (!task) return;
  task = undefined;
  beforeExit = () => {};
  parentPort.ref();
  post(message);
};
const succeed = (value) => {
  let json;
  try {
    json = JSON.stringify(value);
  } catch {
    return fail(new Error('Unable to stringify response body'));
  }
  end({ kind: 'returned', json: json === undefined ? 'null' : json });
};
const fail = (error, how = 'Invoke Error', fatal = false) => {
  const described = describe(error);
  if (task) log('ERROR', how + ' \t' + JSON.stringify(described));
  end({ kind: 'failed', fatal, ...described });
};
const crash = (code, how) => (error) => {
  fail(error, how, true);
  process.exit(code);
};
process.on('uncaughtException', crash(129, 'Uncaught Exception'));
process.on('unhandledRejection', (reason) =>
  crash(128, 'Unhandled Promise Rejection')(runtimeError('UnhandledPromiseRejection', String(reason))),
);
process.on('beforeExit', () => beforeExit());

const load = async () => {
  const { handler, module, files, exportPath } = workerData;
  const file = files.find((each) => existsSync(each));
  if (file === undefined) throw runtimeError('ImportModuleError', "Error: Cannot find module '" + module + "'");
  let exported;
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error));
    if (error && error.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', String(error));
    throw error;
  }
  const follow = (from) => exportPath.reduce((at, name) => (at === undefined || at === null ? at : at[name]), from);
  // Of a CommonJS module, the default export is all that it exports.
  const found = follow(exported) || follow(exported.default);
  if (!found) throw runtimeError('HandlerNotFound', handler + ' is undefined or not exported');
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', handler + ' is not a function');
  return found;
};

const contextOf = (succeed, failWith) => {
  const { requestId, arn, clientContext, timeoutMilliseconds, timeScale } = task;
  const fail = (error) => failWith(error === undefined || error === null ? 'handled' : error);
  const start = performance.now();
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () =>
      Math.max(0, Math.round(timeoutMilliseconds - (performance.now() - start) * timeScale)),
    succeed,
    fail,
    done: (error, value) => (error === undefined || error === null ? succeed(value) : fail(error)),
  };
};

const run = (handler) => {
  const mine = task;
  // What an earlier handler says late is no answer to this task.
  const ifMine = (tell) => (...parts) => {
    if (task === mine) tell(...parts);
  };
  const context = contextOf(ifMine(succeed), ifMine(fail));
  const callback = ifMine((error, value) => {
    if (error !== undefined && error !== null) fail(error);
    else if (!context.callbackWaitsForEmptyEventLoop) succeed(value);
    else beforeExit = () => succeed(value);
  });
  beforeExit =
    handler.constructor.name === 'AsyncFunction'
      ? () =>
          fail(
            runtimeError(
              'NodeJsExit',
              'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
            ),
          )
      : () => succeed(null);
  // Nothing but the handler keeps the loop from being empty, until there is an answer.
  parentPort.unref();
  post({ kind: 'begun' });
  try {
    const result = handler(task.payload, context, callback);
    if (result && typeof result.then === 'function') result.then(context.succeed, context.fail);
  } catch (error) {
    context.fail(error);
  }
};

parentPort.on('message', (next) => {
  task = next;
  loaded = loaded || load();
  loaded.then(run, (error) => fail(error, 'Uncaught Exception', true));
});
`;
