// What a client of an application listener sends and gets, over HTTP/1.1 or HTTP/2.
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';

export type ClientRequest = IncomingMessage | Http2ServerRequest;
export type ClientResponse = ServerResponse | Http2ServerResponse;

/** Name, value, name, value, …: as they are on the wire. */
export type RawHeaders = string[];

export function hostOf(request: ClientRequest): string | undefined {
  const authority = request.headers[':authority'];
  return typeof authority === 'string' ? authority : request.headers.host;
}

/** Without the query; that of a request to a proxy is without its origin. */
export function splitUrl(url: string): { path: string; query: string } {
  const local = originForm(url);
  const start = local.indexOf('?');
  return start < 0
    ? { path: local, query: '' }
    : { path: local.slice(0, start), query: local.slice(start + 1) };
}

export function originForm(url: string): string {
  if (url.startsWith('/') || url === '*') return url;
  const local = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return local.startsWith('/') ? local : `/${local}`;
}

export function writeHead(
  response: ClientResponse,
  status: number,
  message: string | undefined,
  headers: RawHeaders,
): void {
  if (response instanceof ServerResponse) {
    headers.push('Connection', response.shouldKeepAlive ? 'keep-alive' : 'close');
    if (message === undefined) response.writeHead(status, headers);
    else response.writeHead(status, message, headers);
  } else {
    response.writeHead(status, grouped(headers));
  }
}

export function writeTrailers(response: ClientResponse, trailers: RawHeaders): void {
  if (trailers.length === 0) return;
  if (response instanceof ServerResponse) response.addTrailers(pairs(trailers));
  else response.addTrailers(grouped(trailers));
}

/** Ends an answer that cannot be finished, so that the client sees that it is not whole. */
export function abandon(response: ClientResponse): void {
  if (response instanceof ServerResponse) response.destroy();
  else response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

export function pairs(headers: RawHeaders): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index < headers.length; index += 2) {
    found.push([headers[index] ?? '', headers[index + 1] ?? '']);
  }
  return found;
}

/** By lower-case name, as HTTP/2 wants them. */
export function grouped(headers: RawHeaders): OutgoingHttpHeaders {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(headers)) {
    const key = name.toLowerCase();
    const before = found[key];
    if (before === undefined) found[key] = value;
    else found[key] = [...(Array.isArray(before) ? before : [before]), value];
  }
  return found;
}
