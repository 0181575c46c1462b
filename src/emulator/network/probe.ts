// One health check: a real connection or request, and what came of it.
import { request as httpRequest } from 'node:http';
import { connect as http2Connect, constants, type ClientHttp2Session } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { answerMatches } from '../world/healthCheckMatcher';
import type { CheckFailure } from '../world/healthResults';
import type { HealthCheck, TargetGroup } from '../world/loadBalancingTypes';

export type ProbeResult = { readonly kind: 'success' } | CheckFailure;

const success: ProbeResult = { kind: 'success' };
const failed: ProbeResult = { kind: 'failed' };
const timedOut: ProbeResult = { kind: 'timeout' };

export const healthCheckUserAgent = 'ELB-HealthChecker/2.0';

/** An empty message of gRPC: no compression, no bytes. */
const emptyGrpcMessage = Buffer.alloc(5);

interface Probe {
  readonly host: string;
  readonly port: number;
  /** What the Host header says: the target's address and port in the emulator's world. */
  readonly authority: string;
  /** Ends it as a timeout. */
  readonly deadline: AbortSignal;
}

/** Never rejects. */
export function probe(group: TargetGroup, to: Probe): Promise<ProbeResult> {
  const { healthCheck, protocolVersion } = group;
  if (healthCheck.protocol === 'TCP' || healthCheck.protocol === 'TLS') return probeConnection(to);
  return protocolVersion === 'GRPC' || protocolVersion === 'HTTP2'
    ? probeHttp2(group, to)
    : probeHttp(healthCheck, to);
}

/** A code that was answered, against those that are expected. */
export function judge({ matcher }: HealthCheck, code: number): ProbeResult {
  return answerMatches(matcher, code) ? success : { kind: 'mismatch', code };
}

function probeConnection({ host, port, deadline }: Probe): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: ProbeResult) => {
      resolve(result);
      socket.destroy();
    };
    socket.once('connect', () => {
      end(success);
    });
    socket.on('error', () => {
      end(failed);
    });
    onAbort(deadline, () => {
      end(timedOut);
    });
  });
}

function probeHttp(
  healthCheck: HealthCheck,
  { host, port, authority, deadline }: Probe,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const overTls = healthCheck.protocol === 'HTTPS';
    const options = {
      host,
      port,
      path: healthCheck.path ?? '/',
      agent: false as const,
      headers: { host: authority, 'user-agent': healthCheckUserAgent, connection: 'close' },
    };
    // A load balancer does not verify the certificates of its targets.
    const request = overTls ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
    const end = (result: ProbeResult) => {
      resolve(result);
      request.destroy();
    };
    request.once('response', ({ statusCode = 0 }) => {
      end(judge(healthCheck, statusCode));
    });
    request.on('error', () => {
      end(failed);
    });
    onAbort(deadline, () => {
      end(timedOut);
    });
    request.end();
  });
}

function probeHttp2(group: TargetGroup, { host, port, authority, deadline }: Probe): Promise<ProbeResult> {
  const { healthCheck, protocolVersion } = group;
  const scheme = healthCheck.protocol === 'HTTPS' ? 'https' : 'http';
  return new Promise((resolve) => {
    const session = http2Connect(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      rejectUnauthorized: false,
    });
    const end = (result: ProbeResult) => {
      resolve(result);
      session.destroy();
    };
    session.on('error', () => {
      end(failed);
    });
    onAbort(deadline, () => {
      end(timedOut);
    });
    if (protocolVersion === 'GRPC') callGrpc(session, healthCheck, authority, end);
    else getOverHttp2(session, healthCheck, authority, end);
  });
}

function getOverHttp2(
  session: ClientHttp2Session,
  healthCheck: HealthCheck,
  authority: string,
  end: (result: ProbeResult) => void,
): void {
  const stream = session.request({
    ':path': healthCheck.path ?? '/',
    ':authority': authority,
    'user-agent': healthCheckUserAgent,
  });
  stream.once('response', (headers) => {
    end(judge(healthCheck, Number(headers[':status'])));
  });
  stream.on('error', () => {
    end(failed);
  });
}

/** The code is in the trailers, or in the headers of an answer without a message. */
function callGrpc(
  session: ClientHttp2Session,
  healthCheck: HealthCheck,
  authority: string,
  end: (result: ProbeResult) => void,
): void {
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    ':path': healthCheck.path ?? '/',
    ':authority': authority,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': healthCheckUserAgent,
  });
  const endWith = (status: unknown) => {
    const code = Number(status);
    end(Number.isInteger(code) && status !== undefined ? judge(healthCheck, code) : failed);
  };
  stream.once('response', (headers) => {
    const status = headers['grpc-status'];
    const http = Number(headers[':status']);
    if (status !== undefined) endWith(status);
    else if (http !== 200) end({ kind: 'mismatch', code: http });
  });
  stream.once('trailers', (trailers: Readonly<Record<string, unknown>>) => {
    endWith(trailers['grpc-status']);
  });
  stream.on('error', () => {
    end(failed);
  });
  stream.resume();
  stream.end(emptyGrpcMessage);
}

function onAbort(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
