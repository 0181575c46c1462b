// The editor's storage for a test: what is stored survives as JSON, as it does on disk.
import type { Storage } from '../../../src/state/storage';

export class MemoryStorage implements Storage {
  private readonly values = new Map<string, string>();
  /** Awaited by every update before it is stored: a test can make it slow, or take note. */
  beforeStored: () => Promise<void> = () => Promise.resolve();

  constructor(values: Readonly<Record<string, unknown>> = {}) {
    for (const [key, value] of Object.entries(values)) this.values.set(key, JSON.stringify(value));
  }

  get(key: string): unknown {
    const text = this.values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async update(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    await this.beforeStored();
    this.values.set(key, text);
  }
}
