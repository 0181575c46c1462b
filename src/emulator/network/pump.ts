// Sends on what a stream gives, no faster than it is taken.
import type { Readable, Writable } from 'node:stream';

/** @param ended called when all of it has been sent on; ending the other side is up to it */
export function pump(from: Readable, to: Writable, moved: () => void, ended: () => void): void {
  from.on('data', (chunk: Buffer) => {
    moved();
    if (to.destroyed || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => {
      moved();
      from.resume();
    });
  });
  from.once('end', ended);
}
