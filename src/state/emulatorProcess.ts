// Finds or starts the bundled emulator and holds a lease on it: it stops by itself when no window holds one.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Problem } from '../model/problem';
import { Emitter } from './emitter';

interface Options {
  /** The emulator's bundle. */
  readonly file: string;
  /** How long an emulator that we started stays after its last window let it go: a reload takes it up again. */
  readonly lingerSeconds: number;
  /** Where windows tell each other of the emulator that is running. */
  readonly storageDirectory: string;
  /** The address of an emulator that the user runs himself; undefined to start our own. */
  readonly configuredEndpoint: () => string | undefined;
}

const NAME = 'elb-target-groups-emulator';
const ANSWER_WITHIN_MILLISECONDS = 10_000;
const START_WITHIN_MILLISECONDS = 15_000;

export class EmulatorProcess {
  private readonly options: Options;
  private readonly stops = new Emitter<undefined>();
  /** The emulator that we leased is gone, though we did not release it. */
  readonly onDidStop = this.stops.event;
  private starting: Promise<string> | undefined;
  private lease: IncomingMessage | undefined;
  private releases = 0;

  constructor(options: Options) {
    this.options = options;
  }

  /** The address of a running emulator, started if need be. Rejects with a `Problem`. */
  start(): Promise<string> {
    if (this.starting !== undefined) return this.starting;
    const starting = this.findOrStart().catch((error: unknown) => {
      if (this.starting === starting) this.starting = undefined;
      throw error;
    });
    this.starting = starting;
    return starting;
  }

  /** Puts the emulator's world back to its beginning. */
  async reset(): Promise<void> {
    const endpoint = await this.start();
    const answer = await fetch(`${endpoint}/_emulator/reset`, { method: 'POST' }).catch((error: unknown) => {
      throw doesNotAnswer(endpoint, error);
    });
    if (!answer.ok) throw doesNotAnswer(endpoint, new Error(`${answer.status} to a reset`));
  }

  /** Lets the emulator go. It stops when no other window holds a lease. */
  release(): void {
    this.releases++;
    const lease = this.lease;
    this.lease = undefined;
    this.starting = undefined;
    lease?.destroy();
  }

  private async findOrStart(): Promise<string> {
    const releasesBefore = this.releases;
    const endpoint = await this.endpoint();
    const lease = await takeLease(endpoint);
    // Released while it started: nobody would let go of this lease.
    if (this.releases === releasesBefore) this.hold(lease);
    else lease.destroy();
    return endpoint;
  }

  /** Of an emulator that answers, configured, shared or new. */
  private async endpoint(): Promise<string> {
    const configured = this.options.configuredEndpoint();
    if (configured !== undefined) {
      if (!(await answers(configured))) {
        throw new Problem(
          `No emulator answers at ${configured}. Start it there (npm run emulator), or clear the setting targetGroups.emulator.endpoint to have one started for you.`,
          { kind: 'unreachable', remedies: [{ kind: 'retry' }] },
        );
      }
      return configured;
    }
    const shared = await this.sharedEndpoint();
    return shared !== undefined && (await answers(shared)) ? shared : await this.spawn();
  }

  private get sharedFile(): string {
    return join(this.options.storageDirectory, 'emulator.json');
  }

  private async sharedEndpoint(): Promise<string | undefined> {
    try {
      const { endpoint } = JSON.parse(await readFile(this.sharedFile, 'utf8')) as { endpoint?: unknown };
      return typeof endpoint === 'string' ? endpoint : undefined;
    } catch {
      return undefined;
    }
  }

  private async spawn(): Promise<string> {
    await mkdir(this.options.storageDirectory, { recursive: true });
    const logFile = join(this.options.storageDirectory, 'emulator.log');
    const log = openSync(logFile, 'w');
    // Detached, with its errors in a file: it may outlive this window as long as another one needs it.
    const child = spawn(
      process.execPath,
      [this.options.file, '--port', '0', '--until-unused', String(this.options.lingerSeconds)],
      {
        detached: true,
        stdio: ['ignore', 'pipe', log],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      },
    );
    closeSync(log);
    const { stdout } = child;
    try {
      if (stdout === null) throw new Error('it has no output to read');
      const endpoint = await new Promise<string>((resolve, reject) => {
        const giveUp = setTimeout(() => {
          reject(new Error('it did not say that it listens'));
        }, START_WITHIN_MILLISECONDS);
        let output = '';
        stdout.setEncoding('utf8');
        stdout.on('data', (text: string) => {
          output += text;
          const line = /listening on (http:\S+)/.exec(output);
          if (line?.[1] === undefined) return;
          clearTimeout(giveUp);
          resolve(line[1]);
        });
        child.once('error', reject);
        child.once('exit', (code) => {
          clearTimeout(giveUp);
          reject(new Error(`it ended with code ${String(code)}`));
        });
      });
      await writeFile(this.sharedFile, JSON.stringify({ endpoint }));
      return endpoint;
    } catch (error) {
      child.kill();
      const said = await readFile(logFile, 'utf8').catch(() => '');
      throw new Problem(
        `The emulator did not start: ${error instanceof Error ? error.message : String(error)}. ${said.trim()}`.trim(),
        { kind: 'unreachable', remedies: [{ kind: 'startEmulator' }, { kind: 'showLog' }], cause: error },
      );
    } finally {
      stdout?.destroy();
      child.unref();
    }
  }

  private hold(lease: IncomingMessage): void {
    this.lease = lease;
    lease.resume();
    lease.once('close', () => {
      if (this.lease !== lease) return;
      this.lease = undefined;
      this.starting = undefined;
      this.stops.fire(undefined);
    });
  }
}

/** An answer that stays open; it is there as long as its emulator. */
function takeLease(endpoint: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${endpoint}/_emulator/lease`, resolve).once('error', (error) => {
      reject(doesNotAnswer(endpoint, error));
    });
  });
}

function doesNotAnswer(endpoint: string, cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Problem(
    `The emulator at ${endpoint} does not answer as it should (${why}). Start it again; its world begins anew.`,
    { kind: 'unreachable', remedies: [{ kind: 'startEmulator' }, { kind: 'showLog' }], cause },
  );
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_emulator`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
    });
    return ((await answer.json()) as { name?: unknown }).name === NAME;
  } catch {
    return false;
  }
}
