// The CIDR blocks of requests.
import { canonicalBlock } from '../../world/addresses';
import { invalidParameterValue } from './refusals';

/** In its canonical form: the API clears the bits behind the prefix. */
export function readIpv4Block(parameter: string, text: string): string {
  return readBlock(parameter, text, 'ipv4');
}

export function readIpv6Block(parameter: string, text: string): string {
  return readBlock(parameter, text, 'ipv6');
}

function readBlock(parameter: string, text: string, family: 'ipv4' | 'ipv6'): string {
  const block = canonicalBlock(text, family);
  if (block === undefined) {
    throw invalidParameterValue(
      `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
    );
  }
  return block;
}
