// Requests to a listener of the emulator, one after the other for as long as a journey lasts, and who answered them.
import { setTimeout as pause } from 'node:timers/promises';

/** The machine is also to run the window. */
const PAUSE_MILLISECONDS = 10;

interface Listener {
  readonly loadBalancer: string;
  readonly port: number;
  readonly endpoint: string;
}

export class Visitors {
  /** One entry for each request that was not answered with 200. */
  readonly failures: string[] = [];
  private readonly groups: string[] = [];
  private leaving = false;
  private readonly visiting: Promise<void>;

  private constructor(
    private readonly url: string,
    private readonly groupOf: (answer: string) => string,
  ) {
    this.visiting = this.visit();
  }

  /** How many requests were answered with 200. */
  get answered(): number {
    return this.groups.length;
  }

  /**
   * Of the load balancer's first listener. Where the path is one that a Lambda group answers, its echo tells the group;
   * other targets do not tell theirs.
   */
  static async of(
    emulator: string,
    loadBalancer: string,
    path: string,
    groupOf: (answer: string) => string = groupOfEcho,
  ): Promise<Visitors> {
    const answer = await fetch(`${emulator}/_emulator/listeners`);
    const listeners = (await answer.json()) as Listener[];
    const listener = listeners.find((one) => one.loadBalancer === loadBalancer);
    if (listener === undefined) throw new Error(`${loadBalancer} has no open listener.`);
    return new Visitors(listener.endpoint + path, groupOf);
  }

  /** The target groups that answered, in the order of their first answer. */
  async groupsSeen(): Promise<string[]> {
    await this.lastGroup();
    return [...new Set(this.groups)];
  }

  /** The target group that answers now. */
  async lastGroup(): Promise<string | undefined> {
    if (!this.leaving) await this.ask();
    return this.groups.at(-1);
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.visiting;
  }

  private async visit(): Promise<void> {
    while (!this.leaving) {
      await this.ask();
      await pause(PAUSE_MILLISECONDS);
    }
  }

  private async ask(): Promise<void> {
    try {
      const answer = await fetch(this.url);
      const text = await answer.text();
      if (answer.status !== 200) {
        this.failures.push(`${answer.status} ${text}`);
        return;
      }
      this.groups.push(this.groupOf(text));
    } catch (error) {
      this.failures.push(String(error));
    }
  }
}

function groupOfEcho(answer: string): string {
  const { requestContext } = JSON.parse(answer) as {
    requestContext: { elb: { targetGroupArn: string } };
  };
  return requestContext.elb.targetGroupArn.split('/')[1] ?? '';
}
