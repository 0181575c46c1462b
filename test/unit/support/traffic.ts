// Knows whether calls to the cloud are at work, so that a controllable clock waits for them and for nothing else.
import { setImmediate as turn } from 'node:timers/promises';
import type { Admission } from '../../../src/aws/cloud';
import type { OpenCloud } from '../../../src/aws/index';

export class Traffic {
  /** Calls under way, without those that wait for the clock to be admitted. */
  private atWork = 0;

  /** Resolves when nothing is at work: what waits, waits for the clock. */
  readonly settle = async (): Promise<void> => {
    for (let quietTurns = 0; quietTurns < 3; quietTurns++) {
      await turn();
      if (this.atWork > 0) quietTurns = -1;
    }
  };

  async during<T>(work: PromiseLike<T>): Promise<T> {
    this.atWork++;
    try {
      return await work;
    } finally {
      this.atWork--;
    }
  }

  admission(admit: Admission): Admission {
    return async (family, options) => {
      this.atWork--;
      try {
        await admit(family, options);
      } finally {
        this.atWork++;
      }
    };
  }

  /** The same cloud, its calls counted. */
  through(cloud: OpenCloud): OpenCloud {
    return new Proxy(cloud, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(member, target, args);
          if (isPromise(answer)) return this.during(answer);
          return isIterable(answer) ? this.pages(answer) : answer;
        };
      },
    });
  }

  private async *pages(answer: AsyncIterable<unknown>): AsyncGenerator {
    const iterator = answer[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.during(iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
