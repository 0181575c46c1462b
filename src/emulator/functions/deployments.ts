// Where the code of functions lies on this machine: packages are unpacked into a temporary folder when first needed.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { FunctionCode, FunctionVersion } from '../world/functionTypes';
import { unpack } from './zip';

/** A handler, ready to be loaded. */
export interface Deployment {
  /** `FILE.EXPORT`, for messages. */
  readonly handler: string;
  readonly directory: string;
  /** The module's name without its directory, for messages. */
  readonly module: string;
  /** The files that the module can be in: the first that exists is. */
  readonly files: readonly string[];
  /** The names that lead from the module to the function. */
  readonly exportPath: readonly string[];
  /** Changes when somebody edits the module. */
  readonly edition: number;
}

export type RunnableCode = Exclude<FunctionCode, { kind: 'echo' }>;

export class Deployments {
  readonly #unpacked = new Map<string, string>();

  /** Undefined where the handler is not of the form `FILE.EXPORT`, or leads out of the package. */
  of({ handler, codeSha256 }: FunctionVersion, code: RunnableCode): Deployment | undefined {
    const { module, exportPath } =
      /^(?<module>[^.]*)\.(?<exportPath>.+)$/.exec(basename(handler))?.groups ?? {};
    if (module === undefined || exportPath === undefined || handler.includes('..')) return undefined;
    const names = { handler, exportPath: exportPath.split('.') };
    if (code.kind === 'file') {
      return {
        ...names,
        directory: dirname(code.path),
        module: basename(code.path),
        files: [code.path],
        edition: statSync(code.path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
      };
    }
    const directory = this.#directoryOf(codeSha256, code.zip);
    const path = join(directory, dirname(handler), module);
    return {
      ...names,
      directory,
      module,
      files: ['.js', '.mjs', '.cjs'].map((ending) => path + ending),
      edition: 0,
    };
  }

  #directoryOf(codeSha256: string, zip: Uint8Array): string {
    let directory = this.#unpacked.get(codeSha256);
    if (directory === undefined) {
      directory = mkdtempSync(join(tmpdir(), 'emulator-function-'));
      // Kept first, so that it is removed even if its package turns out to be damaged.
      this.#unpacked.set(codeSha256, directory);
      unpack(zip, directory);
    }
    return directory;
  }

  close(): void {
    for (const directory of this.#unpacked.values()) rmSync(directory, { recursive: true, force: true });
    this.#unpacked.clear();
  }
}
