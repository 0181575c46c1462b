// The emulator's own door, /_emulator: who it is, reset, clock, addresses, listeners, faults, limits, requests, leases.
import type { AccessFaults } from './accessFaults';
import { ApiError } from './apiError';
import { BadRequest, readAddresses, readAdvance, readFault, readRateLimits } from './doorBodies';
import type { EmulatorTime } from './emulatorTime';
import type { Faults } from './faults';
import { knownAddresses } from './knownAddresses';
import type { Ledger } from './ledger';
import type { Network } from './network/network';
import { openListeners } from './openListeners';
import type { RateLimits } from './rateLimits';
import type { RequestLog } from './requestLog';
import type { Scenario } from './scenario/scenario';
import { version } from './version';
import type { WireRequest, WireResponse } from './wire/service';
import { isRegion } from './wire/signatureScope';
import { worldsOfScenario, type Worlds } from './worlds';

export interface DoorParts {
  readonly scenario: Scenario;
  readonly worlds: Worlds;
  readonly ledger: Ledger;
  readonly time: EmulatorTime;
  readonly network: Network;
  readonly faults: Faults;
  readonly accessFaults: AccessFaults;
  readonly rateLimits: RateLimits;
  readonly requests: RequestLog;
}

const prefix = '/_emulator';

export class ControlDoor {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  static owns(url: string): boolean {
    return /^\/_emulator(?:[/?]|$)/.test(url);
  }

  /** `lease` asks the server to keep the response open. */
  async answer({ method, url, body }: WireRequest): Promise<WireResponse | 'lease'> {
    const [path = '', search = ''] = url.split('?', 2);
    try {
      const route = `${method} ${path.slice(prefix.length).replace(/\/$/, '')}`;
      return await this.#route(route, body, new URLSearchParams(search));
    } catch (error) {
      if (error instanceof BadRequest) return json(400, { error: error.message });
      if (error instanceof ApiError) return json(error.status, { error: error.message });
      throw error;
    }
  }

  async #route(route: string, body: string, query: URLSearchParams): Promise<WireResponse | 'lease'> {
    const { worlds, faults, accessFaults, rateLimits, requests } = this.#parts;
    switch (route) {
      case 'GET ':
        return json(200, this.#identity());
      case 'POST /reset':
        return json(200, await this.#reset());
      case 'GET /lease':
        return 'lease';
      case 'POST /clock':
        return json(200, await this.#advance(readAdvance(body)));
      case 'GET /addresses':
        return json(200, await this.#addresses());
      case 'PUT /addresses':
        return json(200, await this.#putAddresses(body, query));
      case 'GET /listeners':
        return json(200, openListeners(worlds.all()));
      case 'POST /faults':
        return json(200, this.#addFault(body));
      case 'DELETE /faults':
        faults.clear();
        accessFaults.clear();
        return json(200, {});
      case 'GET /rate-limits':
        return json(200, rateLimits.limits);
      case 'POST /rate-limits':
        rateLimits.set(readRateLimits(body));
        return json(200, rateLimits.limits);
      case 'DELETE /rate-limits':
        rateLimits.set([]);
        return json(200, {});
      case 'GET /requests':
        return json(200, requests.list());
      case 'DELETE /requests':
        requests.clear();
        return json(200, {});
      default:
        return json(404, { error: `The emulator has no ${route.replace(' ', ` ${prefix}`)}` });
    }
  }

  async #reset(): Promise<object> {
    const { scenario, ledger, time, network, faults, accessFaults, rateLimits } = this.#parts;
    const now = time.now();
    ledger.record({ kind: 'reset', to: worldsOfScenario(scenario, now), now });
    faults.clear();
    accessFaults.clear();
    rateLimits.set([]);
    network.metrics.clear();
    await this.#followUp();
    return this.#identity();
  }

  async #advance(milliseconds: number): Promise<object> {
    const { ledger, time } = this.#parts;
    time.advance(milliseconds);
    ledger.record({ kind: 'time', now: time.now() });
    await this.#followUp();
    return this.#identity();
  }

  async #putAddresses(body: string, query: URLSearchParams): Promise<object> {
    const { worlds, ledger, time } = this.#parts;
    const region = query.get('region') ?? worlds.account.region;
    if (!isRegion(region)) throw new BadRequest(`'${region}' is not a Region`);
    ledger.record({ kind: 'addresses', region, behaviours: readAddresses(body), now: time.now() });
    await this.#followUp();
    return this.#addresses();
  }

  async #addresses(): Promise<object> {
    const { worlds, network } = this.#parts;
    return knownAddresses(worlds.all(), await network.backends());
  }

  async #followUp(): Promise<void> {
    const { network } = this.#parts;
    await network.follow();
    await network.catchUp();
  }

  #addFault(body: string): object {
    const { faults, accessFaults, time } = this.#parts;
    const read = readFault(body);
    if (read.kind === 'access') {
      accessFaults.add(read.fault, time.now());
      return read.fault;
    }
    faults.add(read.fault, read.times, time.now());
    // Those without an end have no number in JSON.
    return { ...read.fault, ...(Number.isFinite(read.times) ? { times: read.times } : {}) };
  }

  #identity() {
    const { worlds, time } = this.#parts;
    const { name, accountId, region } = worlds.account;
    return {
      name: 'elb-target-groups-emulator',
      version,
      scenario: name,
      accountId,
      region,
      timeScale: time.timeScale,
      now: time.now(),
    };
  }
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
