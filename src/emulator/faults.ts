// Faults that a test or a person has queued: the next matching requests fail in the way asked for.
import { ApiError, defaultMessage, defaultStatus } from './apiError';

export interface Fault {
  /** The action that fails, or `*` for any. */
  readonly action: string;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  readonly delayMilliseconds?: number;
  /** Close the connection without an answer. */
  readonly drop?: boolean;
  /** Whether the request still has its effect: `after` loses the answer of a call that was carried out. */
  readonly when?: 'before' | 'after';
}

export class Faults {
  #queue: { readonly fault: Fault; times: number }[] = [];

  add(fault: Fault, times: number): void {
    this.#queue.push({ fault, times });
  }

  take(action: string): Fault | undefined {
    const entry = this.#queue.find(({ fault }) => fault.action === action || fault.action === '*');
    if (!entry) return undefined;
    entry.times -= 1;
    if (entry.times === 0) this.#queue = this.#queue.filter((each) => each !== entry);
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
