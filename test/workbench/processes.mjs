// Starts child processes and makes sure that none of them outlives this one.
import { spawn } from 'node:child_process';

/**
 * @typedef {object} StartOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 */

/**
 * @typedef {object} StartedProcess
 * @property {() => string} output what it has written so far
 * @property {(pattern: RegExp, timeoutMs: number) => Promise<RegExpMatchArray>} waitForOutput
 * @property {Promise<number>} exited its exit code; 1 when a signal ended it
 * @property {() => Promise<void>} stop
 */

/** @type {Set<() => void>} */
const endings = new Set();
process.on('exit', () => {
  for (const end of endings) end();
});

/** Without a handler a signal ends Node before it can tell its children. For the scripts one starts by hand. */
export function exitOnSignals() {
  /** @type {[NodeJS.Signals, number][]} */
  const signals = [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ];
  for (const [signal, code] of signals) process.once(signal, () => process.exit(code));
}

/**
 * Starts a server that runs until `stop`. It gets a process group of its own, so that what it starts ends with it.
 * @param {string} command
 * @param {string[]} args
 * @param {StartOptions} [options]
 * @returns {StartedProcess}
 */
export function startProcess(command, args, { env = process.env, cwd } = {}) {
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let ended = false;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const notify = () => listeners.forEach((listener) => listener());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      notify();
    });
  }
  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']);
      else process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const killGroup = () => signalGroup('SIGKILL');
  endings.add(killGroup);

  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => {
    /** @param {number} code */
    const finish = (code) => {
      ended = true;
      resolve(code);
      notify();
    };
    child.once('error', (error) => {
      output += error.message;
      finish(1);
    });
    child.once('exit', (code) => finish(code ?? 1));
  });

  return {
    output: () => output,
    exited,
    waitForOutput: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        /** @param {() => void} settle */
        const done = (settle) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const fail = (/** @type {string} */ why) =>
          done(() => reject(new Error(`${command} ${args[0] ?? ''} ${why}. Its output:\n${output}`)));
        const look = () => {
          const match = pattern.exec(output);
          if (match) done(() => resolve(match));
          else if (ended) fail('ended early');
        };
        const timer = setTimeout(() => fail(`did not say ${pattern} in ${timeoutMs} ms`), timeoutMs);
        listeners.add(look);
        look();
      }),
    stop: async () => {
      signalGroup('SIGTERM');
      const timer = setTimeout(killGroup, 5000);
      await exited;
      clearTimeout(timer);
      // What the first process of the group leaves behind goes too.
      killGroup();
      endings.delete(killGroup);
    },
  };
}

/**
 * Runs a command to its end; it ends with this process.
 * @param {string} command
 * @param {string[]} args
 * @param {StartOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<number>} its exit code
 */
export function runCommand(command, args, { env = process.env, cwd, timeoutMs } = {}) {
  const child = spawn(command, args, { env, cwd, timeout: timeoutMs, stdio: 'inherit' });
  return untilExit(child);
}

/**
 * Runs a command whose output matters only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {StartOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<string>} its standard output
 */
export async function runQuietly(command, args, { env = process.env, cwd, timeoutMs } = {}) {
  const child = spawn(command, args, { env, cwd, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const code = await untilExit(child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${stdout}${stderr}`);
  return stdout;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function untilExit(child) {
  const terminate = () => child.kill('SIGTERM');
  endings.add(terminate);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      endings.delete(terminate);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs npm, also where it is a batch file.
 * @param {string[]} args
 * @param {{ cwd: string }} options
 */
export function npm(args, { cwd }) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return runQuietly(process.execPath, [script, ...args], { cwd });
  return runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd });
}
