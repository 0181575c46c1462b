// Reaches past the extension into the emulator: what the API really has, and what another client does there.
import {
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  DeregisterTargetsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';

export class EmulatorWorld {
  private readonly client: ElasticLoadBalancingV2Client;

  constructor(private readonly endpoint: string) {
    this.client = new ElasticLoadBalancingV2Client({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'another', secretAccessKey: 'client' },
    });
  }

  /** `ID:PORT STATE` of each target. */
  async targets(group: string): Promise<string[]> {
    const answer = await this.client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: await this.arn(group) }),
    );
    return (answer.TargetHealthDescriptions ?? []).map(
      ({ Target, TargetHealth }) => `${Target?.Id ?? ''}:${Target?.Port ?? ''} ${TargetHealth?.State ?? ''}`,
    );
  }

  async setDeregistrationDelay(group: string, seconds: number): Promise<void> {
    await this.client.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: await this.arn(group),
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }],
      }),
    );
  }

  async deregister(group: string, id: string, port: number): Promise<void> {
    await this.client.send(
      new DeregisterTargetsCommand({
        TargetGroupArn: await this.arn(group),
        Targets: [{ Id: id, Port: port }],
      }),
    );
  }

  async register(group: string, id: string, port: number): Promise<void> {
    await this.client.send(
      new RegisterTargetsCommand({
        TargetGroupArn: await this.arn(group),
        Targets: [{ Id: id, Port: port }],
      }),
    );
  }

  async deleteGroup(group: string): Promise<void> {
    await this.client.send(new DeleteTargetGroupCommand({ TargetGroupArn: await this.arn(group) }));
  }

  /** Lets happen at once what so much time brings: drains end, health checks are made. */
  async advance(seconds: number): Promise<void> {
    const body = JSON.stringify({ advanceMilliseconds: seconds * 1_000 });
    await fetch(`${this.endpoint}/_emulator/clock`, { method: 'POST', body });
  }

  /** What is at an address answers so from now on: a status, or another form that the emulator knows. */
  async answer(address: string, answers: string): Promise<void> {
    await fetch(`${this.endpoint}/_emulator/addresses`, {
      method: 'PUT',
      body: JSON.stringify({ [address]: answers }),
    });
  }

  /** How often the action was called, by whomever. */
  async count(action: string): Promise<number> {
    const answer = await fetch(`${this.endpoint}/_emulator/requests`);
    const requests = (await answer.json()) as { action: string }[];
    return requests.filter((request) => request.action === action).length;
  }

  /** Its id. */
  async firstTarget(group: string): Promise<string> {
    const [target = ''] = await this.targets(group);
    return target.slice(0, target.indexOf(':'));
  }

  /** Where the load balancer's first listener answers. */
  async listener(loadBalancer: string): Promise<string> {
    const answer = await fetch(`${this.endpoint}/_emulator/listeners`);
    const listeners = (await answer.json()) as { loadBalancer: string; endpoint: string }[];
    const listener = listeners.find((one) => one.loadBalancer === loadBalancer);
    if (listener === undefined) throw new Error(`${loadBalancer} has no open listener.`);
    return `${listener.endpoint}/`;
  }

  /** Makes the emulator answer requests with an error; an empty list of faults makes it well again. */
  async fail(fault: { action: string; code: string; times: number }): Promise<void> {
    await fetch(`${this.endpoint}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  }

  /** How an address and port answers from now on, such as `503` or `hangs`. */
  async setAnswer(addressAndPort: string, answer: string): Promise<void> {
    await fetch(`${this.endpoint}/_emulator/addresses`, {
      method: 'PUT',
      body: JSON.stringify({ [addressAndPort]: answer }),
    });
  }

  async heal(): Promise<void> {
    await fetch(`${this.endpoint}/_emulator/faults`, { method: 'DELETE' });
  }

  private async arn(group: string): Promise<string> {
    const answer = await this.client.send(new DescribeTargetGroupsCommand({ Names: [group] }));
    const arn = answer.TargetGroups?.[0]?.TargetGroupArn;
    if (arn === undefined) throw new Error(`There is no target group ${group}.`);
    return arn;
  }
}
