// Answers one request to AWS: whose it is, what it asks, faults in its way, and the answer in its protocol.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccessFaults } from './accessFaults';
import { ApiError, defaultMessage } from './apiError';
import type { Call } from './call';
import type { EmulatorTime } from './emulatorTime';
import { faultError, type Faults } from './faults';
import type { LaggedWorlds } from './laggedWorlds';
import type { FunctionRunner } from './functions/invocation';
import type { Ledger } from './ledger';
import type { Metrics } from './network/metrics';
import type { Network } from './network/network';
import type { RateLimits } from './rateLimits';
import type { RequestLog } from './requestLog';
import { loadService, serviceNames } from './services/services';
import { changesWorld, type Operation } from './wire/operation';
import type { Service, WireRequest, WireResponse } from './wire/service';
import { signatureScope } from './wire/signatureScope';
import type { Worlds } from './worlds';

export interface AwsParts {
  readonly worlds: Worlds;
  readonly ledger: Ledger;
  /** What reads see instead of the present, if they see it late. */
  readonly lagged: LaggedWorlds | undefined;
  readonly time: EmulatorTime;
  readonly faults: Faults;
  readonly accessFaults: AccessFaults;
  readonly rateLimits: RateLimits;
  readonly requests: RequestLog;
  readonly network: Network;
  readonly metrics: Metrics;
  readonly functions: FunctionRunner;
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
  let service = await serviceOf('elasticloadbalancing');
  try {
    const scope = signatureScope(authorization);
    service = await serviceOf(scope.service);
    const { operation, input } = service.read(request);
    const { accountId } = parts.worlds.account;
    const call = { ...scope, accountId, action: operation.name, input, now: parts.time.now() };
    log(parts.requests, call);
    failWith(parts.accessFaults.refusal(call) ?? parts.rateLimits.refusal(call));
    const fault = parts.faults.take(call);
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
    const output = await carryOut(parts, call, operation);
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

function log(requests: RequestLog, { now: time, service, action, region, input }: Call): void {
  requests.add({ time, service, action, region, input });
}

async function carryOut(
  { worlds, ledger, lagged, time, network, metrics, functions }: AwsParts,
  { service, region, input }: Call,
  operation: Operation,
): Promise<object> {
  await network.catchUp();
  const now = time.now();
  if (changesWorld(operation)) {
    const output = ledger.record({
      kind: 'operation',
      region,
      service,
      action: operation.name,
      input,
      now,
    });
    await network.follow();
    return output;
  }
  ledger.refuseAfterFailure();
  if (worlds.settle(now)) await network.follow();
  const seen = lagged && isRead(service, operation) ? lagged.seen(region, now) : undefined;
  return operation.handle(input, {
    ...(seen ?? { world: worlds.of(region), now }),
    health: network.health,
    metrics,
    functions,
  });
}

/** What is read of the account; an invocation and a metric are not. */
function isRead(service: string, { name }: Operation): boolean {
  return service !== 'monitoring' && !name.startsWith('Invoke');
}

function failWith(error: ApiError | undefined): void {
  if (error) throw error;
}

async function serviceOf(name: string): Promise<Service> {
  const service = await loadService(name);
  if (!service) {
    throw new ApiError(
      'InvalidAction',
      `The emulator has no service '${name}': it has ${serviceNames.join(', ')}.`,
    );
  }
  return service;
}
