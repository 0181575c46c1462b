// Which load balancers could send traffic to a target group, and what would make them do so.
import { cliCommand, type CliPlace } from './awsCli';
import { groupsOf, type Route } from './routing';
import type { LoadBalancer } from './securityGroups/network';
import { nameInArn } from './target';
import type { TargetGroup } from './targetGroup';

/** A load balancer with what its listeners do. */
export interface RoutedBalancer {
  readonly loadBalancer: LoadBalancer;
  readonly routes: readonly Route[];
}

/** One way to make a load balancer use the group. */
export interface RoutingWay {
  /** What it does, in a sentence. */
  readonly words: string;
  readonly command: string;
}

/** The user guides: which protocols of a target group a listener of a Network Load Balancer can forward to. */
const FORWARDS_TO: Readonly<Record<string, readonly string[]>> = {
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
  QUIC: ['QUIC', 'TCP_QUIC'],
  TCP_QUIC: ['TCP_QUIC'],
};

const MOST_PRIORITY = 50_000;

/** The kind of load balancer that can have the group as its target group. */
export function balancerTypeFor({ targetType, protocol = '' }: TargetGroup): LoadBalancer['type'] {
  if (targetType === 'lambda' || protocol === 'HTTP' || protocol === 'HTTPS') return 'application';
  return protocol === 'GENEVE' ? 'gateway' : 'network';
}

/** Of the same VPC, which a function does not have, and of the right kind. */
export function canTake(group: TargetGroup, { type, vpcId }: LoadBalancer): boolean {
  return type === balancerTypeFor(group) && (group.vpcId === undefined || vpcId === group.vpcId);
}

/** Those that leave what is there as it is come first. */
export function waysToUse(place: CliPlace, group: TargetGroup, balancer: RoutedBalancer): RoutingWay[] {
  return balancer.loadBalancer.type === 'application'
    ? byRules(place, group, balancer)
    : [...byListener(place, group, balancer), ...byDefaultAction(place, group, balancer)];
}

function byRules(
  place: CliPlace,
  group: TargetGroup,
  { loadBalancer, routes }: RoutedBalancer,
): RoutingWay[] {
  const listeners = routes.filter(({ kind }) => kind === 'default');
  if (listeners.length === 0) {
    return [
      {
        words: `It has no listener: one for HTTP on port 80 sends all requests to ${group.name}.`,
        command: createListener(place, group, loadBalancer, 'HTTP', 80),
      },
    ];
  }
  return listeners.map((listener) => {
    const priority = freePriority(routes, listener);
    return {
      words: `A rule of ${listenerWords(listener)}: choose the path, or another condition. Its default action stays: ${actionWords(listener)}.`,
      command: cliCommand(place, 'elbv2 create-rule', [
        ['--listener-arn', listener.arn],
        ['--priority', String(priority)],
        ['--conditions', `Field=path-pattern,Values=/${group.name}/*`],
        ['--actions', forward(group)],
      ]),
    };
  });
}

/** Behind all others where there is room, else the first that is free. */
function freePriority(routes: readonly Route[], listener: Route): number {
  const taken = routes
    .filter(({ kind, listener: { port } }) => kind === 'rule' && port === listener.listener.port)
    .map(({ priority }) => Number(priority));
  const last = Math.max(0, ...taken) + 1;
  if (last <= MOST_PRIORITY) return last;
  for (let free = 1; ; free++) if (!taken.includes(free)) return free;
}

function byListener(place: CliPlace, group: TargetGroup, balancer: RoutedBalancer): RoutingWay[] {
  const { loadBalancer, routes } = balancer;
  if (loadBalancer.type === 'gateway' && routes.length > 0) return [];
  const { protocol = 'TCP', port = 80 } = group;
  const taken = routes.map(({ listener }) => listener.port);
  const free = [port, ...Array.from({ length: taken.length + 1 }, (_, index) => port + 1 + index)].find(
    (each) => each <= 65_535 && !taken.includes(each),
  );
  if (free === undefined) return [];
  return [
    loadBalancer.type === 'gateway'
      ? {
          words: 'It has no listener: a new one sends all traffic to the group.',
          command: createListener(place, group, loadBalancer),
        }
      : {
          words: `A listener of its own, ${protocol}:${free}.`,
          command: createListener(place, group, loadBalancer, protocol, free),
        },
  ];
}

function byDefaultAction(place: CliPlace, group: TargetGroup, { routes }: RoutedBalancer): RoutingWay[] {
  const { protocol = '' } = group;
  return routes
    .filter(
      ({ listener }) =>
        listener.protocol === undefined || FORWARDS_TO[listener.protocol]?.includes(protocol) === true,
    )
    .map((listener) => ({
      words: `Instead of what ${listenerWords(listener)} does now (${actionWords(listener)}), which then gets nothing from it.`,
      command: cliCommand(place, 'elbv2 modify-listener', [
        ['--listener-arn', listener.arn],
        ['--default-actions', forward(group)],
      ]),
    }));
}

function createListener(
  place: CliPlace,
  group: TargetGroup,
  { arn }: LoadBalancer,
  protocol?: string,
  port?: number,
): string {
  return cliCommand(place, 'elbv2 create-listener', [
    ['--load-balancer-arn', arn],
    ...(protocol === undefined ? [] : [['--protocol', protocol]]),
    ...(port === undefined ? [] : [['--port', String(port)]]),
    ['--default-actions', forward(group)],
  ]);
}

function forward({ arn }: TargetGroup): string {
  return `Type=forward,TargetGroupArn=${arn}`;
}

function listenerWords({ listener: { protocol, port } }: Route): string {
  return protocol === undefined ? 'its listener' : `the listener ${protocol}:${port ?? ''}`;
}

function actionWords({ actions }: Route): string {
  const [last] = actions.slice(-1);
  const groups =
    last === undefined ? [] : groupsOf(last).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
  return groups.length > 0 ? `forward to ${groups.map(nameInArn).join(', ')}` : (last?.Type ?? 'nothing');
}
