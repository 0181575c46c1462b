// Tells when a file of a folder changes; by looking now and then where the system has no watch left to give.
import { watch } from 'node:fs';
import type { Disposable } from './emitter';

const LOOK_EVERY_MILLISECONDS = 1_000;

/** @param tell gets the file's name, or undefined where any of them may have changed */
export function watchFolder(directory: string, tell: (name: string | undefined) => void): Disposable {
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => {
      tell(name ?? undefined);
    });
    // A folder that is taken away is no reason to end the window.
    watcher.on('error', () => undefined);
    return {
      dispose() {
        watcher.close();
      },
    };
  } catch {
    // `ENOSPC` or `EMFILE`: other programs have used up what the system allows a user to watch.
    const timer = setInterval(() => {
      tell(undefined);
    }, LOOK_EVERY_MILLISECONDS).unref();
    return {
      dispose() {
        clearInterval(timer);
      },
    };
  }
}
