// The emulator as a process of its own, bundled as it is shipped.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Running {
  readonly child: ChildProcess;
  readonly exit: Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** The address at which it listens. */
  readonly ready: Promise<string>;
}

export class EmulatorProcesses {
  readonly folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  readonly bundle = join(this.folder, 'emulator.js');
  readonly #running = new Set<ChildProcess>();

  async build(): Promise<void> {
    await build({
      entryPoints: ['src/emulator/main.ts'],
      outfile: this.bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
  }

  run(...args: string[]): Running {
    return this.start(process.execPath, ['--no-warnings', this.bundle, ...args]);
  }

  start(command: string, args: string[]): Running {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const exit = once(child, 'close').then(([code]) => {
      this.#running.delete(child);
      return { code: code as number | null, stdout, stderr };
    });
    const ready = new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        const url = /^Emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/m.exec(stdout)?.[1];
        if (url !== undefined) resolve(url);
      });
      void exit.then(() => {
        reject(new Error(`It ended: ${stdout}${stderr}`));
      });
    });
    // Whoever waits for its end only is not to be told twice.
    ready.catch(() => undefined);
    return { child, exit, ready };
  }

  end(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }
}
