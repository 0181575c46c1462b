// Deployment packages out of requests: only what can be unpacked, within Lambda's limits.
import type { FunctionCode, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { isSound, largestUnpackedBytes, unpackedBytes } from '../../functions/zip';
import type { Checked } from '../../wire/operation';
import type { FunctionSettings } from '../../world/functionTypes';
import { codeDigest } from '../../world/functionVersions';
import { invalidParameter } from './refusals';

const largestPackedBytes = 52_428_800;

export function packageOf(
  code: Checked<FunctionCode> | Pick<Checked<UpdateFunctionCodeRequest>, 'ZipFile'>,
): Pick<FunctionSettings, 'code' | 'codeSha256' | 'codeBytes'> {
  const { ZipFile: zip, ...others } = code;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalidParameter(`The emulator does not implement the parameter ${other} of a function's code`);
  }
  if (!zip) throw invalidParameter('Please provide a source for function code.');
  if (zip.length > largestPackedBytes) {
    throw new ApiError(
      'RequestEntityTooLargeException',
      `Zipped size must be smaller than ${largestPackedBytes} bytes`,
      413,
    );
  }
  const bytes = unpackedBytes(zip);
  if (bytes !== undefined && bytes >= largestUnpackedBytes) {
    throw invalidParameter(`Unzipped size must be smaller than ${largestUnpackedBytes} bytes`);
  }
  if (bytes === undefined || !isSound(zip)) {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  return { code: { kind: 'zip', zip }, ...codeDigest(zip) };
}
