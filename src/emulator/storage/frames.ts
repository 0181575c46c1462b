// Records one after the other in a file: each with its length and checksums, so that what is torn or damaged shows.
import { crc32 } from 'node:zlib';

/** Length of the payload, its CRC-32, and the CRC-32 of these two: a damaged length is told from a torn record. */
const headerBytes = 12;

export function frame(payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(headerBytes + payload.length);
  framed.writeUInt32LE(payload.length, 0);
  framed.writeUInt32LE(crc32(payload), 4);
  framed.writeUInt32LE(crc32(framed.subarray(0, 8)), 8);
  framed.set(payload, headerBytes);
  return framed;
}

export interface Frames {
  readonly payloads: readonly Buffer[];
  /** `torn`: the last record was not written to its end. `damaged`: something else was there at `endsAt`. */
  readonly end: 'whole' | 'torn' | 'damaged';
  readonly endsAt: number;
}

export function readFrames(bytes: Buffer): Frames {
  const payloads: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + headerBytes > bytes.length) return { payloads, end: 'torn', endsAt: at };
    if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32LE(at + 8)) {
      return { payloads, end: 'damaged', endsAt: at };
    }
    const start = at + headerBytes;
    const end = start + bytes.readUInt32LE(at);
    if (end > bytes.length) return { payloads, end: 'torn', endsAt: at };
    const payload = bytes.subarray(start, end);
    if (crc32(payload) !== bytes.readUInt32LE(at + 4)) return { payloads, end: 'damaged', endsAt: at };
    payloads.push(payload);
    at = end;
  }
  return { payloads, end: 'whole', endsAt: at };
}
