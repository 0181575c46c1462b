// Tells from a request's signature which service and Region it is for. The signature itself is not checked.
import { ApiError, defaultMessage } from '../apiError';

export interface SignatureScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

export function signatureScope(authorization: string | undefined): SignatureScope {
  if (authorization === undefined || authorization === '') {
    throw new ApiError('MissingAuthenticationToken', defaultMessage('MissingAuthenticationToken'));
  }
  const credential = /Credential=([^\s,/]+)\/\d{8}\/([^\s,/]+)\/([^\s,/]+)\/aws4_request/.exec(authorization);
  const [, accessKeyId, region, service] = credential ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw new ApiError('IncompleteSignature', 'Authorization header requires a valid Credential parameter.');
  }
  if (!isRegion(region)) {
    throw new ApiError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to a valid region, not '${region}'.`,
    );
  }
  return { accessKeyId, region, service };
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2}(-[a-z]{2,12}){1,2}-\d$/.test(text);
}
