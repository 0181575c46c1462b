// The emulator in this process, by its clock and its own door.
import type { Clock } from '../../../src/emulator/emulatorTime';
import type { Fault } from '../../../src/emulator/faults';
import type { LoggedRequest } from '../../../src/emulator/requestLog';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { type Emulator, startEmulator } from '../../../src/emulator/server';
import type { Tags } from '../../../src/emulator/world/tags';

export class TestEmulator {
  private constructor(readonly emulator: Emulator) {}

  static async start(options: { scenario?: Scenario; clock?: Clock } = {}): Promise<TestEmulator> {
    return new TestEmulator(await startEmulator({ port: 0, ...options }));
  }

  get url(): string {
    return this.emulator.url;
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  /** The world as at the start, no faults, no requests. */
  async reset(): Promise<void> {
    await this.door('POST', '/reset');
    await this.door('DELETE', '/requests');
  }

  /** The next `times` calls of the action fail. */
  async fail(fault: Fault & { readonly times?: number }): Promise<void> {
    await this.door('POST', '/faults', fault);
  }

  /** From now on nobody has the permission for the action. */
  async deny(action: string): Promise<void> {
    await this.door('POST', '/faults', { deny: action });
  }

  async mend(): Promise<void> {
    await this.door('DELETE', '/faults');
  }

  async forgetRequests(): Promise<void> {
    await this.door('DELETE', '/requests');
  }

  /** What was asked for since the requests were last forgotten, of one action or of all. */
  async requests(action?: string): Promise<LoggedRequest[]> {
    const all = (await this.door('GET', '/requests')) as LoggedRequest[];
    return all.filter((request) => action === undefined || request.action === action);
  }

  async count(action: string): Promise<number> {
    return (await this.requests(action)).length;
  }

  /** What is at an address answers so from now on, and its health checks have taken notice. */
  async answer(address: string, answers: string): Promise<void> {
    await this.door('PUT', '/addresses', { [address]: answers });
    await this.door('POST', '/clock', { advanceMilliseconds: 30_000 });
  }

  group(name: string): string {
    return named(this.emulator.world().targetGroups, name).arn;
  }

  removeGroup(name: string): void {
    const { targetGroups } = this.emulator.world();
    targetGroups.splice(targetGroups.indexOf(named(targetGroups, name)), 1);
  }

  vpc(name: string): string {
    return tagged(this.emulator.world().vpcs, name).id;
  }

  functionArn(name: string): string {
    return named(this.emulator.world().functions, name).arn;
  }

  loadBalancer(name: string): string {
    return named(this.emulator.world().loadBalancers, name).arn;
  }

  instance(name: string): string {
    return tagged(this.emulator.world().instances, name).id;
  }

  private async door(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }
}

function tagged<Item extends { readonly tags: Tags }>(items: readonly Item[], name: string): Item {
  const found = items.find(({ tags }) => tags.Name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

function named<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item {
  const found = items.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}
