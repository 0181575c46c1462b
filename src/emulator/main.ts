// Starts the emulator from the command line and ends it when it is told to, or when nobody uses it.
import { defaultPort, readCommandLine, UsageError } from './commandLine';
import { readScenarioFile, sampleScenario } from './scenario/loadScenario';
import { ScenarioError } from './scenario/scenarioError';
import { startEmulator } from './server';
import { whenUnused } from './untilUnused';

async function main(): Promise<void> {
  const { port, scenarioFile, timeScale, untilUnusedSeconds } = readCommandLine(process.argv.slice(2));
  const scenario = scenarioFile === undefined ? sampleScenario() : readScenarioFile(scenarioFile);
  const emulator = await startEmulator({ port, scenario, timeScale });

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (untilUnusedSeconds !== undefined) {
    whenUnused(emulator.leases, stop, { graceMilliseconds: untilUnusedSeconds * 1000 });
  }
  console.log(`Emulator listening on ${emulator.url}`);
}

/** A sentence for what can be put right; anything else is a bug and keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
      const cause = error.code === 'EADDRINUSE' ? 'is in use' : 'may not be opened';
      const port = 'port' in error && typeof error.port === 'number' ? error.port : defaultPort;
      return `Cannot start the emulator: port ${port} ${cause}. Give another with --port, or --port 0 for any that is free.`;
    }
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
