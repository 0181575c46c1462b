// What an Application Load Balancer answers by itself: errors, redirects and fixed responses.
import { ServerResponse, STATUS_CODES } from 'node:http';
import type { FixedResponseAction, Listener, RedirectAction } from '../world/loadBalancingTypes';
import {
  hostOf,
  splitUrl,
  writeHead,
  type ClientRequest,
  type ClientResponse,
  type RawHeaders,
} from './clientMessages';
import { withListenerHeaders } from './responseHeaders';
import { withoutPort } from './ruleMatching';

/** Where its words are not those of the standard. */
const reasons: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  464: 'Incompatible Protocol Versions',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

function reasonOf(status: number): string {
  return reasons[status] ?? STATUS_CODES[status] ?? 'Unknown';
}

function errorPage(status: number): string {
  const title = `${status} ${reasonOf(status)}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

export function answerError(response: ClientResponse, listener: Listener, status: number): void {
  // The rest of a request that has not come in time is not waited for.
  if (status === 408 && response instanceof ServerResponse) response.shouldKeepAlive = false;
  answerOwn(response, listener, status, ['Content-Type', 'text/html'], errorPage(status));
}

export function answerFixed(
  response: ClientResponse,
  listener: Listener,
  { status, contentType, body = '' }: FixedResponseAction,
): void {
  const type = contentType ?? 'text/plain';
  answerOwn(response, listener, status, ['Content-Type', `${type}; charset=utf-8`], body);
}

export function answerRedirect(
  request: ClientRequest,
  response: ClientResponse,
  listener: Listener,
  action: RedirectAction,
): void {
  const { status } = action;
  answerOwn(
    response,
    listener,
    status,
    ['Content-Type', 'text/html', 'Location', location(request, listener, action)],
    errorPage(status),
  );
}

function location(
  request: ClientRequest,
  listener: Listener,
  { protocol, host, port, path, query }: RedirectAction,
): string {
  const asked = splitUrl(request.url ?? '/');
  const parts: Readonly<Record<string, string>> = {
    protocol: listener.protocol.toLowerCase(),
    host: withoutPort(hostOf(request) ?? ''),
    port: String(listener.port),
    path: asked.path.replace(/^\//, ''),
    query: asked.query,
  };
  const filled = (text: string) =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => parts[name] ?? '');
  const search = filled(query);
  return (
    `${filled(protocol).toLowerCase()}://${filled(host)}:${filled(port)}${filled(path)}` +
    (search === '' ? '' : `?${search}`)
  );
}

function answerOwn(
  response: ClientResponse,
  listener: Listener,
  status: number,
  headers: RawHeaders,
  body: string,
): void {
  const length = String(Buffer.byteLength(body));
  const own = ['Server', 'awselb/2.0', ...headers, 'Content-Length', length];
  writeHead(response, status, reasonOf(status), withListenerHeaders(own, listener));
  if (response.req.method === 'HEAD') response.end();
  else response.end(body);
}

/** For a connection whose request could not even be read. */
export function rawError(status: number): string {
  const body = errorPage(status);
  return (
    `HTTP/1.1 ${status} ${reasonOf(status)}\r\nServer: awselb/2.0\r\nDate: ${new Date().toUTCString()}\r\n` +
    `Content-Type: text/html\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}
