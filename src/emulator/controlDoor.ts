// The emulator's own door, /_emulator: who it is, reset, clock, faults, requests, leases.
import type { EmulatorTime } from './emulatorTime';
import type { Fault, Faults } from './faults';
import type { RequestLog } from './requestLog';
import { version } from './version';
import type { WireRequest, WireResponse } from './wire/service';
import type { Worlds } from './worlds';

export interface DoorParts {
  readonly worlds: Worlds;
  readonly time: EmulatorTime;
  readonly faults: Faults;
  readonly requests: RequestLog;
}

const prefix = '/_emulator';

class BadRequest extends Error {}

export class ControlDoor {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  static owns(url: string): boolean {
    return /^\/_emulator(?:[/?]|$)/.test(url);
  }

  /** `lease` asks the server to keep the response open. */
  answer(request: WireRequest): WireResponse | 'lease' {
    const path = (request.url.split('?', 1)[0] ?? '').slice(prefix.length).replace(/\/$/, '');
    try {
      return this.#route(`${request.method} ${path}`, request.body);
    } catch (error) {
      if (error instanceof BadRequest) return json(400, { error: error.message });
      throw error;
    }
  }

  #route(route: string, body: string): WireResponse | 'lease' {
    const { worlds, time, faults, requests } = this.#parts;
    switch (route) {
      case 'GET ':
        return json(200, this.#identity());
      case 'POST /reset':
        worlds.reset(time.now());
        faults.clear();
        return json(200, this.#identity());
      case 'GET /lease':
        return 'lease';
      case 'POST /clock':
        time.advance(readAdvance(body));
        return json(200, this.#identity());
      case 'POST /faults': {
        const { fault, times } = readFault(body);
        faults.add(fault, times);
        return json(200, { ...fault, times });
      }
      case 'DELETE /faults':
        faults.clear();
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

  #identity() {
    const { worlds, time } = this.#parts;
    const { name, accountId, region } = worlds.scenario;
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

function readObject(body: string, known: readonly string[]): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new BadRequest('The body must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest('The body must be a JSON object');
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new BadRequest(`The member ${unknown} is not known`);
  return value as Record<string, unknown>;
}

function readAdvance(body: string): number {
  const { advanceMilliseconds } = readObject(body, ['advanceMilliseconds']);
  if (typeof advanceMilliseconds !== 'number' || !(advanceMilliseconds >= 0 && advanceMilliseconds <= 1e12)) {
    throw new BadRequest('advanceMilliseconds must be a number of milliseconds, not negative');
  }
  return advanceMilliseconds;
}

function readFault(body: string): { fault: Fault; times: number } {
  const read = readObject(body, [
    'action',
    'code',
    'message',
    'status',
    'times',
    'delayMilliseconds',
    'drop',
    'when',
  ]);
  const { action, code, message, status, times = 1, delayMilliseconds, drop, when } = read;
  if (typeof action !== 'string' || action === '')
    throw new BadRequest('action must name an action, or be "*"');
  if (code !== undefined && (typeof code !== 'string' || code === ''))
    throw new BadRequest('code must be an error code');
  if (message !== undefined && typeof message !== 'string') throw new BadRequest('message must be a string');
  if (status !== undefined && !isWholeNumber(status, 400, 599))
    throw new BadRequest('status must be from 400 to 599');
  if (!isWholeNumber(times, 1, 1_000_000)) throw new BadRequest('times must be a whole number, 1 or more');
  if (delayMilliseconds !== undefined && !isWholeNumber(delayMilliseconds, 0, 600_000)) {
    throw new BadRequest('delayMilliseconds must be from 0 to 600000');
  }
  if (drop !== undefined && typeof drop !== 'boolean') throw new BadRequest('drop must be true or false');
  if (when !== undefined && when !== 'before' && when !== 'after') {
    throw new BadRequest('when must be before or after');
  }
  if (code === undefined && drop !== true && delayMilliseconds === undefined) {
    throw new BadRequest('a fault needs a code, a delayMilliseconds or drop');
  }
  const fault: Fault = {
    action,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(status === undefined ? {} : { status }),
    ...(delayMilliseconds === undefined ? {} : { delayMilliseconds }),
    ...(drop === undefined ? {} : { drop }),
    ...(when === undefined ? {} : { when }),
  };
  return { fault, times };
}

function isWholeNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
