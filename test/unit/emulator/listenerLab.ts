// A data plane with listeners only: a world of one load balancer, and targets that are small servers of the test's.
import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as SecureAgent, request as requestHttps } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { EmulatorTime } from '../../../src/emulator/emulatorTime';
import type { FunctionRunner } from '../../../src/emulator/functions/invocation';
import type { Destination } from '../../../src/emulator/network/destination';
import { Flights } from '../../../src/emulator/network/flights';
import { Listeners } from '../../../src/emulator/network/listeners';
import { Metrics, type MetricsMinute } from '../../../src/emulator/network/metrics';
import { OpenConnections } from '../../../src/emulator/network/openConnections';
import type { NetworkParts } from '../../../src/emulator/network/parts';
import type {
  ForwardAction,
  Listener,
  LoadBalancer,
  RegisteredTarget,
  Rule,
  RuleAction,
  TargetGroup,
} from '../../../src/emulator/world/loadBalancingTypes';
import type { TargetGroupFamily } from '../../../src/emulator/world/targetGroupAttributes';
import { emptyWorld, type World } from '../../../src/emulator/world/world';

const start = Date.UTC(2026, 0, 15, 9, 30);

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

export class ListenerLab {
  readonly world: World = emptyWorld('123456789012', 'eu-west-1');
  readonly flights = new Flights();
  readonly metrics = new Metrics();
  readonly healthySince = new Map<RegisteredTarget, number>();
  now = start;
  readonly #destinations = new Map<RegisteredTarget, Destination>();
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #listeners: Listeners;
  readonly #agent = new SecureAgent({ rejectUnauthorized: false });

  /** @param timeScale so that timeouts of the load balancer are short in real time */
  constructor(timeScale = 1, functions: FunctionRunner['invoke'] = () => Promise.reject(new Error('none'))) {
    const time = new EmulatorTime({ now: () => this.now }, timeScale);
    const parts: NetworkParts = {
      time,
      flights: this.flights,
      metrics: this.metrics,
      connections: new OpenConnections(time, this.metrics),
      functions: { invoke: functions, close: () => Promise.resolve() },
      routable: (_, { targets }) => targets,
      healthySince: (_, target) => this.healthySince.get(target),
      destination: (_world, _loadBalancer, _group, target) =>
        Promise.resolve(this.#destinations.get(target) ?? { kind: 'silent' }),
      knownDestination: () => undefined,
    };
    this.#listeners = new Listeners(parts);
  }

  group(name: string, family: TargetGroupFamily = 'application', protocolVersion = 'HTTP1'): TargetGroup {
    const group: TargetGroup = {
      arn: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0123456789abcdef`,
      name,
      targetType: family === 'lambda' ? 'lambda' : 'ip',
      ipAddressType: 'ipv4',
      protocol: family === 'network' ? 'TCP' : 'HTTP',
      protocolVersion: family === 'application' ? protocolVersion : undefined,
      port: 80,
      vpcId: 'vpc-1',
      healthCheck: {
        enabled: false,
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/',
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
        matcher: { httpCode: '200' },
      },
      attributes: new Map([
        ['stickiness.lb_cookie.duration_seconds', '86400'],
        ['stickiness.app_cookie.duration_seconds', '86400'],
      ]),
      tags: {},
      targets: [],
    };
    this.world.targetGroups.push(group);
    return group;
  }

  /** A target that the group has from now on. */
  target(group: TargetGroup, destination: Destination): RegisteredTarget {
    const number = this.#destinations.size + 1;
    const target = {
      id: `10.0.1.${number}`,
      port: 80,
      availabilityZone: 'eu-west-1a',
      registeredAt: this.now,
    };
    this.#destinations.set(target, destination);
    group.targets = [...group.targets, target];
    return target;
  }

  /** A target that answers so over HTTP. */
  async httpTarget(
    group: TargetGroup,
    answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  ): Promise<RegisteredTarget> {
    const server = createServer((request, response) => {
      answer(request, response);
    });
    return this.target(group, await this.serve(server));
  }

  /** A target that answers 200 with its own name. */
  namedTarget(group: TargetGroup, name: string): Promise<RegisteredTarget> {
    return this.httpTarget(group, (_, response) => response.end(name));
  }

  /** A function in the world that is the group's target. */
  functionTarget(group: TargetGroup, name: string): RegisteredTarget {
    const arn = `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    this.world.functions.push({
      name,
      arn,
      latest: {
        version: '$LATEST',
        runtime: 'nodejs22.x',
        handler: 'index.handler',
        description: '',
        role: 'arn:aws:iam::123456789012:role/lambda',
        timeoutSeconds: 3,
        memoryMegabytes: 128,
        environment: {},
        architecture: 'x86_64',
        code: { kind: 'echo' },
        codeSha256: '',
        codeBytes: 0,
        modifiedAt: start,
        revisionId: '',
        contentId: '',
      },
      versions: [],
      nextVersion: 1,
      aliases: [],
      policies: new Map(),
      tags: {},
    });
    const target = { id: arn, port: undefined, availabilityZone: undefined, registeredAt: start };
    group.targets = [target];
    return target;
  }

  async serve(server: Server): Promise<Extract<Destination, { kind: 'socket' }>> {
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { kind: 'socket', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  loadBalancer(type: LoadBalancer['type'] = 'application', name = 'web'): LoadBalancer {
    const loadBalancer: LoadBalancer = {
      arn: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${name}/0123456789abcdef`,
      name,
      type,
      scheme: 'internet-facing',
      vpcId: 'vpc-1',
      createdAt: start,
      tags: {},
      attributes: new Map(),
      listeners: [],
      ipAddressType: 'ipv4',
      subnets: [],
      privateAddresses: new Map(),
      securityGroupIds: [],
    };
    this.world.loadBalancers.push(loadBalancer);
    return loadBalancer;
  }

  /** Adds a listener and waits until it is open. */
  async listener(
    loadBalancer: LoadBalancer,
    action: RuleAction,
    {
      protocol = 'HTTP',
      port = 80,
      localPort,
      rules = [],
    }: {
      protocol?: Listener['protocol'];
      port?: number;
      localPort?: number;
      rules?: Omit<Rule, 'arn' | 'tags'>[];
    } = {},
  ): Promise<Listener> {
    const arn = `${loadBalancer.arn}/${port}`;
    const listener: Listener = {
      arn,
      tags: {},
      attributes: new Map(),
      protocol,
      port,
      certificateArns: [],
      sslPolicy: undefined,
      alpnPolicy: undefined,
      localPort,
      rules: [...rules, { priority: 'default' as const, conditions: [], action }].map((rule) => ({
        ...rule,
        arn: `${arn}/${rule.priority}`,
        tags: {},
      })),
    };
    loadBalancer.listeners.push(listener);
    await this.follow();
    return listener;
  }

  follow(...worlds: World[]): Promise<void> {
    return this.#listeners.follow(worlds.length > 0 ? worlds : [this.world]);
  }

  /** A request on a connection of its own. */
  ask(listener: Listener, path = '/', { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const secure = listener.protocol === 'HTTPS';
      const request = (secure ? requestHttps : requestHttp)({
        host: '127.0.0.1',
        port: listener.localPort,
        agent: secure ? this.#agent : false,
        method,
        path,
        headers,
      });
      request.on('error', reject);
      request.on('response', (response) => {
        resolve(answerOf(response));
      });
      request.end(body);
    });
  }

  /** All that comes back for bytes that are sent as they are, until the connection ends; undefined if it is reset. */
  exchange(listener: Listener, text: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const socket = connect(listener.localPort ?? 0, '127.0.0.1');
      let received = '';
      socket.setEncoding('latin1');
      socket.on('data', (chunk: string) => {
        received += chunk;
      });
      socket.on('error', () => {
        resolve(undefined);
      });
      socket.on('end', () => {
        resolve(received);
      });
      socket.write(text);
    });
  }

  /** What was counted of groups. */
  counted(): MetricsMinute[] {
    return this.#minutes((targetGroupArn) => targetGroupArn !== '');
  }

  /** What was counted of load balancers as a whole. */
  countedOfLoadBalancers(): MetricsMinute[] {
    return this.#minutes((targetGroupArn) => targetGroupArn === '');
  }

  #minutes(isWanted: (targetGroupArn: string) => boolean): MetricsMinute[] {
    return this.metrics
      .all()
      .filter(({ targetGroupArn }) => isWanted(targetGroupArn))
      .flatMap(({ minutes }) => minutes);
  }

  async close(): Promise<void> {
    await this.#listeners.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

export function forward(...groups: (TargetGroup | { group: TargetGroup; weight: number })[]): ForwardAction {
  return {
    type: 'forward',
    targetGroups: groups.map((each) =>
      'group' in each ? { arn: each.group.arn, weight: each.weight } : { arn: each.arn, weight: 1 },
    ),
    stickinessSeconds: undefined,
  };
}

export async function answerOf(response: IncomingMessage): Promise<Answer> {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: await textOf(response),
    trailers: response.trailers,
  };
}

export async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString();
}

/** Something that a test waits for and another party brings about. */
export function gate<Value = void>() {
  let open: (value: Value) => void = () => undefined;
  const opened = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
