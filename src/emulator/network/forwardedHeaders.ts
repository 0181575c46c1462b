// The headers of a request as its target gets them: the client's own, without those that are the connection's, and
// with what the load balancer tells about the client.
import { randomBytes } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { Listener, LoadBalancer } from '../world/loadBalancingTypes';
import type { World } from '../world/world';
import { hostOf, type ClientRequest, type RawHeaders } from './clientMessages';

/** The listener that a request came in by, in the world as it is now. */
export interface Front {
  readonly world: World;
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
}

/** Of one connection only, so never passed on; bodies are framed anew, and their framing is said by who sends them. */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Answered or said anew by the load balancer itself. */
const replacedHeaders = new Set([
  ...connectionHeaders,
  'expect',
  'host',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

const validName = /^[-A-Za-z0-9]+$/;
const defaultPorts: readonly number[] = [80, 443];

export function headersToTarget(request: ClientRequest, front: Front, now: number): RawHeaders {
  const { rawHeaders, headers } = request;
  const { attributes } = front.loadBalancer;
  const found: RawHeaders = ['Host', hostForTarget(request, front)];
  const dropsInvalid = attributes.get('routing.http.drop_invalid_header_fields.enabled') === 'true';
  const named = namedIn(headers.connection);
  const overHttp2 = request.httpVersionMajor === 2;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const key = name.toLowerCase();
    if (replacedHeaders.has(key) || named?.includes(key) || (dropsInvalid && !validName.test(name))) continue;
    // HTTP/2 has the request line among its headers, and cuts cookies into pieces.
    if (overHttp2 && (key.startsWith(':') || key === 'cookie')) continue;
    found.push(name, rawHeaders[index + 1] ?? '');
  }
  if (overHttp2 && headers.cookie !== undefined) found.push('cookie', headers.cookie);
  const forwardedFor = forwardedForHeader(request, attributes);
  if (forwardedFor !== undefined) found.push('X-Forwarded-For', forwardedFor);
  found.push(
    'X-Forwarded-Proto',
    front.listener.protocol === 'HTTPS' ? 'https' : 'http',
    'X-Forwarded-Port',
    String(front.listener.port),
    'X-Amzn-Trace-Id',
    traceId(headers['x-amzn-trace-id'], now),
  );
  if (attributes.get('routing.http.x_amzn_tls_version_and_cipher_suite.enabled') === 'true') {
    found.push(...tlsHeaders(request, front.listener));
  }
  return found;
}

/** The target's headers as the client gets them. */
export function headersToClient(rawHeaders: readonly string[], connection: string | undefined): RawHeaders {
  const found: RawHeaders = [];
  const named = namedIn(connection);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const key = name.toLowerCase();
    if (connectionHeaders.has(key) || named?.includes(key)) continue;
    found.push(name, rawHeaders[index + 1] ?? '');
  }
  return found;
}

/** The other headers that a Connection header makes the connection's own. */
function namedIn(connection: string | undefined): readonly string[] | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return connection
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
}

/**
 * The listener's port is added where it is not the protocol's own, and a port is removed where it is. Clients of the
 * emulator name the loopback port, which stays: what a target says of itself has to lead back here.
 */
function hostForTarget(request: ClientRequest, { world, loadBalancer, listener }: Front): string {
  // Only HTTP/1.0 has requests without a host.
  const host = hostOf(request) ?? `${loadBalancer.name}.${world.region}.elb.amazonaws.com`;
  if (loadBalancer.attributes.get('routing.http.preserve_host_header.enabled') === 'true') return host;
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  if (port !== undefined && Number(port) === listener.localPort) return host;
  if (defaultPorts.includes(listener.port)) return name;
  return port === undefined ? `${name}:${listener.port}` : host;
}

function forwardedForHeader(
  { headers, socket }: ClientRequest,
  attributes: ReadonlyMap<string, string>,
): string | undefined {
  const before = headers['x-forwarded-for'];
  const earlier = Array.isArray(before) ? before.join(', ') : before;
  switch (attributes.get('routing.http.xff_header_processing.mode')) {
    case 'preserve':
      return earlier;
    case 'remove':
      return undefined;
    default: {
      const address = socket.remoteAddress ?? '';
      const client =
        attributes.get('routing.http.xff_client_port.enabled') === 'true'
          ? `${address}:${socket.remotePort ?? ''}`
          : address;
      return earlier === undefined || earlier === '' ? client : `${earlier}, ${client}`;
    }
  }
}

const processId = randomBytes(8).toString('hex');
let requestCount = 0;

/** A trace that has begun is gone on with: it gets this load balancer's own id before the root's. */
function traceId(header: string | string[] | undefined, now: number): string {
  requestCount = (requestCount + 1) % 0x1_0000_0000;
  const seconds = Math.floor(now / 1000).toString(16);
  const id = `1-${seconds}-${processId}${requestCount.toString(16).padStart(8, '0')}`;
  const fields = String(header ?? '')
    .split(';')
    .map((field) => field.trim())
    .filter((field) => field !== '' && !/^self=/i.test(field));
  if (fields.length === 0) return `Root=${id}`;
  const begun = fields.some((field) => /^root=/i.test(field));
  return [`${begun ? 'Self' : 'Root'}=${id}`, ...fields].join(';');
}

/** Their names can be changed. */
function tlsHeaders({ socket }: ClientRequest, { attributes }: Listener): RawHeaders {
  if (!(socket instanceof TLSSocket)) return [];
  const nameOf = (header: string) =>
    attributes.get(`routing.http.request.${header.toLowerCase().replaceAll('-', '_')}.header_name`) ?? header;
  return [
    nameOf('X-Amzn-Tls-Version'),
    socket.getProtocol() ?? '',
    nameOf('X-Amzn-Tls-Cipher-Suite'),
    socket.getCipher().name,
  ];
}
