// Requests at a steady rate to one address, until it is told to stop; what was not answered with 200 is kept.
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export class SteadyLoad {
  readonly failures: string[] = [];
  answered = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 50 });
  private readonly underWay = new Set<Promise<void>>();
  private readonly url: string;
  private stopping = false;
  private readonly sending: Promise<void>;

  constructor(url: string, perSecond: number) {
    this.url = url;
    this.sending = this.send(1000 / perSecond);
  }

  /** Resolves when the last answer is here. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.sending;
    await Promise.all(this.underWay);
    this.agent.destroy();
  }

  /** Who falls behind catches up: the rate holds over time. */
  private async send(everyMilliseconds: number): Promise<void> {
    const started = performance.now();
    for (let sent = 0; !this.stopping; sent++) {
      const due = started + sent * everyMilliseconds;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      const asked = this.ask().finally(() => this.underWay.delete(asked));
      this.underWay.add(asked);
    }
  }

  private ask(): Promise<void> {
    return new Promise((resolve) => {
      const request = get(this.url, { agent: this.agent }, (response) => {
        response.resume();
        response.once('end', () => {
          this.answered++;
          if (response.statusCode !== 200) this.failures.push(`status ${response.statusCode ?? 0}`);
          resolve();
        });
      });
      request.once('error', (error) => {
        this.failures.push(String(error));
        resolve();
      });
    });
  }
}
