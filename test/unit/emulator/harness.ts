// The emulator in this process, with a clock that stands still until it is moved, and real SDK clients.
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/server';
import type { Tags } from '../../../src/emulator/world/tags';

export interface TestClock {
  now(): number;
  advance(milliseconds: number): void;
}

/** A tenth of a second, so that nothing depends on whole seconds. */
export const start = Date.UTC(2026, 0, 15, 9, 30, 0, 100);

function testClock(): TestClock {
  let now = start;
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

export class Harness {
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly lambda: LambdaClient;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly sts: STSClient;

  private constructor(
    readonly emulator: Emulator,
    readonly clock: TestClock,
    region: string,
  ) {
    const config = {
      endpoint: emulator.url,
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    };
    this.elbv2 = new ElasticLoadBalancingV2Client(config);
    this.ec2 = new EC2Client(config);
    this.lambda = new LambdaClient(config);
    this.autoScaling = new AutoScalingClient(config);
    this.cloudWatch = new CloudWatchClient(config);
    this.sts = new STSClient(config);
  }

  static async start(
    scenario?: Scenario,
    region = 'us-east-1',
    options: Pick<EmulatorOptions, 'readLagMilliseconds'> = {},
  ): Promise<Harness> {
    const clock = testClock();
    const emulator = await startEmulator({ port: 0, clock, ...(scenario ? { scenario } : {}), ...options });
    return new Harness(emulator, clock, region);
  }

  /** By the system's clock, so many times as fast. */
  static async startRunning(scenario: Scenario, timeScale: number): Promise<Harness> {
    const emulator = await startEmulator({ port: 0, scenario, timeScale });
    const clock: TestClock = {
      now: () => emulator.now(),
      advance() {
        throw new Error('This clock runs by itself');
      },
    };
    return new Harness(emulator, clock, scenario.region);
  }

  async stop(): Promise<void> {
    const { elbv2, ec2, lambda, autoScaling, cloudWatch, sts } = this;
    for (const client of [elbv2, ec2, lambda, autoScaling, cloudWatch, sts]) client.destroy();
    await this.emulator.close();
  }

  async reset(): Promise<void> {
    await this.door('POST', '/reset');
    await this.door('DELETE', '/requests');
  }

  async door(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.emulator.url}/_emulator${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  group(name: string): string {
    return this.#named('target group', this.emulator.world().targetGroups, name).arn;
  }

  loadBalancer(name: string): string {
    return this.#named('load balancer', this.emulator.world().loadBalancers, name).arn;
  }

  functionArn(name: string, qualifier?: string): string {
    const { arn } = this.#named('function', this.emulator.world().functions, name);
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
  }

  vpc(name: string): string {
    return this.#tagged('VPC', this.emulator.world().vpcs, name).id;
  }

  subnet(name: string): string {
    return this.#tagged('subnet', this.emulator.world().subnets, name).id;
  }

  instance(name: string): string {
    return this.#tagged('instance', this.emulator.world().instances, name).id;
  }

  #tagged<Item extends { readonly tags: Tags }>(kind: string, items: readonly Item[], name: string): Item {
    const found = items.find(({ tags }) => tags.Name === name);
    if (!found) throw new Error(`There is no ${kind} ${name}`);
    return found;
  }

  #named<Item extends { readonly name: string }>(kind: string, items: readonly Item[], name: string): Item {
    const found = items.find((each) => each.name === name);
    if (!found) throw new Error(`There is no ${kind} ${name}`);
    return found;
  }

  async register(group: string, ...targets: TargetDescription[]): Promise<void> {
    await this.elbv2.send(
      new RegisterTargetsCommand({ TargetGroupArn: this.group(group), Targets: targets }),
    );
  }

  async deregister(group: string, ...targets: TargetDescription[]): Promise<void> {
    await this.elbv2.send(
      new DeregisterTargetsCommand({ TargetGroupArn: this.group(group), Targets: targets }),
    );
  }

  async health(group: string, ...targets: TargetDescription[]) {
    const { TargetHealthDescriptions: descriptions = [] } = await this.elbv2.send(
      new DescribeTargetHealthCommand({
        TargetGroupArn: this.group(group),
        ...(targets.length > 0 ? { Targets: targets } : {}),
      }),
    );
    return descriptions;
  }

  /** `id:port@zone state reason`, one a target: easy to read in a failed expectation. */
  async states(group: string, ...targets: TargetDescription[]): Promise<string[]> {
    return (await this.health(group, ...targets)).map(({ Target: target, TargetHealth: health }) => {
      const port = target?.Port === undefined ? '' : `:${target.Port}`;
      const zone = target?.AvailabilityZone === undefined ? '' : `@${target.AvailabilityZone}`;
      return [`${target?.Id ?? ''}${port}${zone}`, health?.State, health?.Reason].filter(Boolean).join(' ');
    });
  }
}

/** The name of the error that a call ends in, as the SDK gives it, and its message. */
export async function failure(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { name: error.name, message: error.message };
    throw error;
  }
  throw new Error('The call succeeded');
}
