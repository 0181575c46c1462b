// What Lambda says of code: its size and its hash.
import { createHash } from 'node:crypto';
import type { FunctionVersion } from './functionTypes';

export function codeDigest(bytes: Uint8Array): Pick<FunctionVersion, 'codeSha256' | 'codeBytes'> {
  return { codeSha256: createHash('sha256').update(bytes).digest('base64'), codeBytes: bytes.length };
}
