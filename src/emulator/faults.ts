// Faults that a test or a person has asked for: matching calls fail in that way until it has happened often enough.
import { ApiError, defaultMessage, defaultStatus } from './apiError';
import { isAction, type Call } from './call';
import { seededRandom } from './seededRandom';

export interface Fault {
  /** The action that fails, `*` for any, or a beginning of names: `Describe*`. */
  readonly action: string;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  /** In real time. */
  readonly delayMilliseconds?: number;
  /** Close the connection without an answer. */
  readonly drop?: boolean;
  /** Whether the request still has its effect: `after` loses the answer of a call that was carried out. */
  readonly when?: 'before' | 'after';
  /** How many of the matching calls fail, from 0 to 1; all of them if left out. The same ones every time. */
  readonly probability?: number;
  /** How long it lasts, in emulator time. */
  readonly forSeconds?: number;
}

interface Entry {
  readonly fault: Fault;
  readonly endsAt: number;
  readonly random: () => number;
  times: number;
}

export class Faults {
  #queue: Entry[] = [];

  /** @param times how many calls fail; Infinity for every one */
  add(fault: Fault, times: number, now: number): void {
    this.#queue.push({
      fault,
      times,
      endsAt: now + (fault.forSeconds ?? Infinity) * 1000,
      random: seededRandom(),
    });
  }

  /** The first that hits the call. */
  take({ action, now }: Pick<Call, 'action' | 'now'>): Fault | undefined {
    this.#queue = this.#queue.filter(({ times, endsAt }) => times > 0 && now < endsAt);
    const entry = this.#queue.find(
      ({ fault, random }) => isAction(fault.action, action) && random() < (fault.probability ?? 1),
    );
    if (!entry) return undefined;
    entry.times -= 1;
    return entry.fault;
  }

  clear(): void {
    this.#queue = [];
  }
}

export function faultError({ code, message, status }: Fault): ApiError | undefined {
  if (code === undefined) return undefined;
  return new ApiError(code, message ?? defaultMessage(code), status ?? defaultStatus(code));
}
