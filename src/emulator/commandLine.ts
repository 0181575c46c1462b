// Reads the command line. What is wrong with it is said in a sentence.
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly port: number;
  readonly scenarioFile: string | undefined;
  readonly timeScale: number;
  /** How long the emulator stays after its last lease has closed; undefined to stay for good. */
  readonly untilUnusedSeconds: number | undefined;
}

export const defaultPort = 4566;

export class UsageError extends Error {}

const usage = 'Use [--port N] [--scenario FILE] [--time-scale N] [--until-unused SECONDS].';

export function readCommandLine(args: string[]): CommandLine {
  const values = parse(args);
  return {
    port: readNumber('--port', values.port ?? String(defaultPort), 0, 65535, true),
    scenarioFile: values.scenario,
    timeScale: readNumber('--time-scale', values['time-scale'] ?? '1', 0.001, 10_000, false),
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
        'time-scale': { type: 'string' },
        'until-unused': { type: 'string' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
    throw new UsageError(`Cannot start the emulator: ${reason}. ${usage}`);
  }
}

function readNumber(flag: string, text: string, least: number, most: number, whole: boolean): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= least && number <= most) || (whole && !Number.isInteger(number))) {
    throw new UsageError(
      `Cannot start the emulator: ${flag} is '${text}', and must be ${whole ? 'a whole number' : 'a number'} ` +
        `from ${least} to ${most}. ${usage}`,
    );
  }
  return number;
}
