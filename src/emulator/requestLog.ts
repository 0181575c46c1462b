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

/** Bytes are told by their number: a deployment package has millions. */
function told<Value>(value: Value): Value;
function told(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map((each: unknown) => told(each));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, told(each)]),
  );
}

export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push({ ...request, input: told(request.input) });
    if (this.#requests.length > capacity) this.#requests.shift();
  }

  list(): readonly LoggedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
  }
}
