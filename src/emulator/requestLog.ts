// The last requests, for tests that count calls and for people who wonder what was sent.

export interface LoggedRequest {
  /** Emulator time, in milliseconds since the epoch. */
  readonly time: number;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const capacity = 1000;

export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > capacity) this.#requests.shift();
  }

  list(): readonly LoggedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
  }
}
