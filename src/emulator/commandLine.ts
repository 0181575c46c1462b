// Reads the command line. What is wrong with it is said in a sentence.
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly port: number;
  readonly scenarioFile: string | undefined;
  /** Whether the account starts with nothing in it. */
  readonly empty: boolean;
  /** Where everything is kept; undefined to keep it in memory only. */
  readonly stateDirectory: string | undefined;
  readonly timeScale: number;
  /** How much emulator time reads are behind. */
  readonly readLagMilliseconds: number;
  /** How long the emulator stays after its last lease has closed; undefined to stay for good. */
  readonly untilUnusedSeconds: number | undefined;
}

export const defaultPort = 4566;

export class UsageError extends Error {}

export const usage =
  'Use [--port N] [--scenario FILE | --empty] [--state DIR] [--time-scale N] [--read-lag MS] [--until-unused SECONDS].';

export function readCommandLine(args: string[]): CommandLine {
  const values = parse(args);
  if (values.empty === true && values.scenario !== undefined) {
    throw refusal('--empty and --scenario exclude each other');
  }
  if (values.state?.trim() === '') throw refusal("--state is '', and must be a directory");
  return {
    port: readNumber('--port', values.port ?? String(defaultPort), 0, 65535, true),
    scenarioFile: values.scenario,
    empty: values.empty ?? false,
    stateDirectory: values.state,
    timeScale: readNumber('--time-scale', values['time-scale'] ?? '1', 0.001, 10_000, false),
    readLagMilliseconds: readNumber('--read-lag', values['read-lag'] ?? '0', 0, 3_600_000, false),
    untilUnusedSeconds:
      values['until-unused'] === undefined
        ? undefined
        : readNumber('--until-unused', values['until-unused'], 0, 86_400, false),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        scenario: { type: 'string' },
        empty: { type: 'boolean' },
        state: { type: 'string' },
        'time-scale': { type: 'string' },
        'read-lag': { type: 'string' },
        'until-unused': { type: 'string' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? '') : String(error);
    throw refusal(reason);
  }
}

function refusal(reason: string): UsageError {
  return new UsageError(`Cannot start the emulator: ${reason}. ${usage}`);
}

function readNumber(flag: string, text: string, least: number, most: number, whole: boolean): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= least && number <= most) || (whole && !Number.isInteger(number))) {
    throw refusal(
      `${flag} is '${text}', and must be ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`,
    );
  }
  return number;
}
