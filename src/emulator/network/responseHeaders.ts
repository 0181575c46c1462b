// The headers that a listener's attributes add to answers, and the one that they can remove.
import type { Listener } from '../world/loadBalancingTypes';
import type { RawHeaders } from './clientMessages';

const added: readonly (readonly [attribute: string, header: string])[] = [
  'Strict-Transport-Security',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Credentials',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Content-Security-Policy',
  'X-Content-Type-Options',
  'X-Frame-Options',
].map((header) => [
  `routing.http.response.${header.toLowerCase().replaceAll('-', '_')}.header_value`,
  header,
]);

export function withListenerHeaders(headers: RawHeaders, { attributes }: Listener): RawHeaders {
  let changed = headers;
  if (attributes.get('routing.http.response.server.enabled') === 'false')
    changed = without(changed, 'Server');
  for (const [attribute, header] of added) {
    const value = attributes.get(attribute);
    // The target's own word does not count where the listener has one.
    if (value) changed = [...without(changed, header), header, value];
  }
  return changed;
}

function without(headers: RawHeaders, header: string): RawHeaders {
  const key = header.toLowerCase();
  return headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== key);
}
