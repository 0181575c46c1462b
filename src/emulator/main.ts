// Starts the emulator from the command line and ends it when it is told to, or when nobody uses it.
import { defaultPort, readCommandLine, usage, UsageError, type CommandLine } from './commandLine';
import { emptyScenario, sampleScenario } from './scenario/bundledScenarios';
import type { Scenario } from './scenario/scenario';
import { ScenarioError } from './scenario/scenarioError';
import { startEmulator, type Emulator } from './server';
import { StateError } from './storage/stateError';
import { whenUnused } from './untilUnused';

async function main(): Promise<void> {
  // Whoever started it may stop reading once it listens.
  process.stdout.on('error', () => undefined);
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(`${usage} The manual is src/emulator/README.md.`);
    return;
  }
  const commandLine = readCommandLine(args);
  const { port, stateDirectory, timeScale, readLagMilliseconds, untilUnusedSeconds } = commandLine;
  const emulator = await startEmulator({
    port,
    scenario: await scenarioOf(commandLine),
    timeScale,
    readLagMilliseconds,
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    report: console.error,
    onFailure(sentence) {
      console.error(sentence);
      end(1);
    },
  });

  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    emulator.close().then(() => process.exit(code), fail);
  };
  process.once('SIGTERM', () => {
    end(0);
  });
  process.once('SIGINT', () => {
    end(0);
  });
  if (untilUnusedSeconds !== undefined) {
    const unused = () => {
      end(0);
    };
    whenUnused(emulator.leases, unused, { graceMilliseconds: untilUnusedSeconds * 1000 });
  }
  for (const line of linesOf(emulator, commandLine)) console.log(line);
  console.log(`Emulator listening on ${emulator.url}`);
}

async function scenarioOf({ empty, scenarioFile }: CommandLine): Promise<Scenario> {
  if (empty) return emptyScenario;
  if (scenarioFile === undefined) return sampleScenario;
  // What checks a file is large: it is loaded only where there is one.
  const { readScenarioFile } = await import('./scenario/loadScenario');
  return readScenarioFile(scenarioFile);
}

/** What there is to know of it, before the line that says that it listens. */
function linesOf(emulator: Emulator, { stateDirectory }: CommandLine): string[] {
  return [
    ...(emulator.goesOn && stateDirectory !== undefined
      ? [
          `Going on with the state in ${stateDirectory} (scenario ${emulator.account.name}); a reset starts the given scenario anew.`,
        ]
      : []),
    ...emulator
      .listeners()
      .map(
        ({ loadBalancer, protocol, port, endpoint }) => `${loadBalancer} ${protocol}:${port} → ${endpoint}`,
      ),
  ];
}

/** A sentence for what can be put right; anything else is a bug and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError || error instanceof StateError) {
    return error.message;
  }
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
      const cause = error.code === 'EADDRINUSE' ? 'is in use' : 'may not be opened';
      const port = 'port' in error && typeof error.port === 'number' ? error.port : defaultPort;
      return `Cannot start the emulator: port ${port} ${cause}. Give another with --port, or --port 0 for any that is free.`;
    }
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function fail(error: unknown): void {
  console.error(explain(error));
  process.exit(1);
}

main().catch(fail);
