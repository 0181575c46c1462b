// The AWS CLI and Python's boto3 as processes of their own: which of them are here, and how they are run.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Harness } from './harness';

const here = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

export const hasCli = here('aws', '--version');
export const hasBoto3 = here('python3', '-c', 'import boto3');

/** What a skipped test adds to its name, so that who reads it knows why. */
export const unlessHere = (installed: boolean) => (installed ? '' : ' (skipped: it is not installed here)');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Never waits synchronously: the emulator that has to answer runs in this process. */
function run(url: string, folder: string, command: string, args: readonly string[]): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = {
    ...Object.fromEntries(inherited),
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    // No settings of whoever runs the tests.
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, cwd: folder, timeout: 50_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') {
        reject(new Error(`${command} ${args.join(' ')} did not end by itself: ${error.message}\n${stderr}`));
      } else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function succeed(url: string, folder: string, command: string, args: readonly string[]) {
  const { code, stdout, stderr } = await run(url, folder, command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}

export class Cli {
  constructor(
    readonly url: string,
    readonly folder: string,
  ) {}

  /** @param command split at white space; what it printed, which may be nothing */
  async run(command: string): Promise<unknown> {
    const stdout = await succeed(this.url, this.folder, 'aws', words(`${command} --output json`));
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  /** What it said when the call was refused. */
  async refusal(command: string): Promise<string> {
    const { code, stdout, stderr } = await run(this.url, this.folder, 'aws', words(command));
    if (code === 0) throw new Error(`aws ${command} succeeded:\n${stdout}`);
    return stderr.trim();
  }
}

/** What a shell does with the commands, as they are pasted. */
export function paste(url: string, folder: string, commands: string): Promise<string> {
  return succeed(url, folder, 'sh', ['-c', commands]);
}

const words = (command: string) => command.split(/\s+/);

const script = join(import.meta.dirname, 'tour.py');

/** One stop of the tour: a function of the script, with its input, and what it returned. */
export async function tour(url: string, folder: string, stop: string, input: object): Promise<unknown> {
  return JSON.parse(await succeed(url, folder, 'python3', ['-B', script, stop, JSON.stringify(input)]));
}

/** Two minutes of requests through a load balancer that nothing else counts. */
export function countRequests(aws: Harness) {
  const end = aws.clock.now();
  const first = end - (end % 60_000) - 600_000;
  const dimensions = [{ Name: 'LoadBalancer', Value: 'app/front/2' }];
  const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
  const place = {
    region: 'us-east-1',
    targetGroupArn: `${arn}:targetgroup/web/1`,
    loadBalancerArn: `${arn}:loadbalancer/app/front/2`,
    zone: 'us-east-1a',
  };
  aws.emulator.metrics.minute(place, first).requests += 3;
  aws.emulator.metrics.minute(place, first + 60_000).requests += 5;
  return {
    begin: new Date(first - 60_000).toISOString(),
    end: new Date(end).toISOString(),
    times: [first, first + 60_000],
    dimensions,
  };
}
