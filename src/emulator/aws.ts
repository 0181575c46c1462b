// Answers one request to AWS: whose it is, what it asks, faults in its way, and the answer in its protocol.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, defaultMessage } from './apiError';
import type { EmulatorTime } from './emulatorTime';
import { faultError, type Faults } from './faults';
import type { Metrics } from './network/metrics';
import type { Network } from './network/network';
import type { RequestLog } from './requestLog';
import { elbv2 } from './services/elbv2/service';
import { services } from './services/services';
import { changesWorld, type Operation } from './wire/operation';
import type { Service, WireRequest, WireResponse } from './wire/service';
import { signatureScope } from './wire/signatureScope';
import type { Worlds } from './worlds';

export interface AwsParts {
  readonly worlds: Worlds;
  readonly time: EmulatorTime;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly network: Network;
  readonly metrics: Metrics;
}

/** In place of an answer: the connection is to be closed. */
export const dropped = Symbol('dropped');

export async function answerAws(
  parts: AwsParts,
  authorization: string | undefined,
  request: WireRequest,
): Promise<WireResponse | typeof dropped> {
  const requestId = randomUUID();
  // Who cannot be told apart is answered in the most common protocol.
  let service: Service = elbv2;
  try {
    const scope = signatureScope(authorization);
    service = serviceOf(scope.service);
    const { operation, input } = service.read(request);
    parts.requests.add({
      time: parts.time.now(),
      service: scope.service,
      action: operation.name,
      region: scope.region,
      input,
    });
    const fault = parts.faults.take(operation.name);
    if (fault?.delayMilliseconds !== undefined)
      await pause(fault.delayMilliseconds, undefined, { ref: false });
    const fail =
      fault &&
      (() => {
        failWith(faultError(fault));
      });
    if (fault?.when !== 'after') {
      if (fault?.drop) return dropped;
      fail?.();
    }
    const output = await carryOut(parts, scope.region, operation, input);
    if (fault?.drop) return dropped;
    fail?.();
    return service.writeOutput(operation.schema, output, requestId, request);
  } catch (error) {
    if (error instanceof ApiError) return service.writeError(error, requestId, request);
    console.error(error);
    const failure = new ApiError('InternalFailure', defaultMessage('InternalFailure'));
    return service.writeError(failure, requestId, request);
  }
}

async function carryOut(
  { worlds, time, network, metrics }: AwsParts,
  region: string,
  operation: Operation,
  input: Record<string, unknown>,
): Promise<object> {
  await network.catchUp();
  const now = time.now();
  const world = worlds.of(region);
  const output = operation.handle(input, { world, now, health: network.health, metrics });
  if (changesWorld(operation)) await network.follow();
  return output;
}

function failWith(error: ApiError | undefined): void {
  if (error) throw error;
}

function serviceOf(name: string): Service {
  const service = services.get(name);
  if (!service) {
    throw new ApiError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to a service of the emulator, not '${name}'.`,
    );
  }
  return service;
}
