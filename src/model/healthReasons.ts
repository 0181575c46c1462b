// What a health state and its reason mean for a person, and what to do about it.
import { codeWord, portWords, seconds, theCheck, times } from './healthCheckWords';
import { stateAsTitle } from './stateWords';
import type { TargetHealth } from './target';
import { loadBalancerKind, type TargetGroup } from './targetGroup';

export interface HealthExplanation {
  /** `unhealthy: wrong response code` */
  readonly title: string;
  /** What the state is, with the group's own figures, and the API's own words where it says more. */
  readonly meaning: string;
  /** The likeliest remedy first; empty where there is nothing to do. */
  readonly nextSteps: readonly string[];
}

type Body = Omit<HealthExplanation, 'title'>;

/** The reasons that security groups can be the cause of. */
const UNREACHED: readonly (string | undefined)[] = ['Target.Timeout', 'Target.FailedHealthChecks'];

/**
 * Explains every state and reason of the API; one that the API adds later gets what the API itself says of it.
 * @param securityFinding what the last check of security groups found of the target, in sentences
 */
export function explainHealth(
  health: TargetHealth,
  group: TargetGroup,
  securityFinding?: string,
): HealthExplanation {
  const { meaning, nextSteps } = explain(health, group);
  const said = health.description?.trim() ?? '';
  return {
    title: stateAsTitle(health),
    meaning: [
      meaning,
      ...(said === '' ? [] : [`Elastic Load Balancing says: “${said}”.`]),
      ...(securityFinding !== undefined && UNREACHED.includes(health.reason) ? [securityFinding] : []),
    ].join(' '),
    nextSteps,
  };
}

function explain(health: TargetHealth, group: TargetGroup): Body {
  switch (health.reason) {
    case 'Elb.RegistrationInProgress':
      return registering(group);
    case 'Elb.InitialHealthChecking':
      return firstChecks(group);
    case 'Target.ResponseCodeMismatch':
      return wrongCode(health, group);
    case 'Target.Timeout':
      return timeout(group);
    case 'Target.FailedHealthChecks':
      return failedChecks(group);
    case 'Elb.InternalError':
      return internalError(health);
    case 'Target.NotRegistered':
      return notRegistered(group);
    case 'Target.NotInUse':
      return notInUse(group);
    case 'Target.InvalidState':
      return invalidState();
    case 'Target.IpUnusable':
      return ipUnusable();
    case 'Target.DeregistrationInProgress':
      return draining(group);
    case 'Target.HealthCheckDisabled':
      return checksOff(group);
    default:
      return explainState(health, group);
  }
}

/** For a state without a reason, or with one that is not known. */
function explainState(health: TargetHealth, group: TargetGroup): Body {
  switch (health.state) {
    case 'healthy':
      return {
        meaning: `The target passes its health checks and gets traffic. ${theCheck(group)}`,
        nextSteps: [],
      };
    case 'initial':
      return firstChecks(group);
    case 'unhealthy':
      return failedChecks(group);
    case 'unhealthy.draining':
      return unhealthyDraining(group);
    case 'unused':
      return notInUse(group);
    case 'draining':
      return draining(group);
    case 'unavailable':
      return internalError(health);
    default:
      return {
        meaning: `The API gives the state “${health.state}”, which this version does not know.`,
        nextSteps: ['Look the state up in the Elastic Load Balancing user guide.'],
      };
  }
}

function registering(group: TargetGroup): Body {
  return {
    meaning: `The load balancer is taking the target in; its health checks begin after that.${
      isNetwork(group) ? ' With a Network Load Balancer this can take some minutes.' : ''
    }`,
    nextSteps: ['Wait: nothing needs to be done.'],
  };
}

function firstChecks(group: TargetGroup): Body {
  const { healthyThreshold, intervalSeconds } = group.healthCheck;
  const wait =
    healthyThreshold === undefined || intervalSeconds === undefined
      ? 'Wait for the first health checks.'
      : `Wait: ${times(healthyThreshold, 'check')} every ${seconds(intervalSeconds)} can take ${seconds(healthyThreshold * intervalSeconds)}.`;
  return {
    meaning: `The target gets no traffic until it has passed its first health checks. ${theCheck(group)}`,
    nextSteps: [wait, 'If it takes longer, see whether the target has started and answers the check.'],
  };
}

function wrongCode(health: TargetHealth, group: TargetGroup): Body {
  const { matcher, path } = group.healthCheck;
  const codes = /\[([\d,\s]+)\]/.exec(health.description ?? '')?.[1]?.match(/\d+/g) ?? [];
  const expected =
    matcher === undefined ? 'the code that the health check expects' : `${codeWord(group)} ${matcher}`;
  const got = codes.length === 0 ? 'another' : codes.join(', ');
  return {
    meaning: `The target answers, but with ${got} instead of ${expected}. ${theCheck(group)}`,
    nextSteps: [
      ...new Set(codes.map((code) => stepForCode(Number(code), path)).filter((step) => step !== undefined)),
      group.targetType === 'lambda'
        ? 'Invoke the function with a test event of a load balancer and look at its answer and its log.'
        : `Request ${path ?? 'the path of the health check'} on the target itself and look at its answer and its log.`,
      `If the answer is right, change the health check's success codes (now ${matcher ?? 'not set'}) or its path.`,
    ],
  };
}

/** What an HTTP code most often means for a health check. */
function stepForCode(code: number, path: string | undefined): string | undefined {
  if (code === 404) return `Check the path: the target has nothing at ${path ?? 'the health check’s path'}.`;
  if (code === 401 || code === 403)
    return 'Let the health check in without a sign-in: it sends no credentials.';
  if (code === 400 || code === 421) {
    return "Accept any Host header on the path: the health check sends the target's own address as its host.";
  }
  if (code >= 300 && code < 400) return 'Answer without a redirect: the health check does not follow one.';
  if (code >= 500 && code < 600)
    return 'Look for the error in the log of the application: it is not ready or it fails.';
  return undefined;
}

function timeout(group: TargetGroup): Body {
  const { timeoutSeconds } = group.healthCheck;
  const within = timeoutSeconds === undefined ? 'in time' : `within ${seconds(timeoutSeconds)}`;
  const slow = `If it answers slowly, make the health check's path lighter or raise the timeout${
    timeoutSeconds === undefined ? '' : ` (now ${seconds(timeoutSeconds)})`
  }.`;
  if (group.targetType === 'lambda') {
    return {
      meaning: `The function did not answer ${within}. ${theCheck(group)}`,
      nextSteps: ['Look at the duration of the function in its log: a cold start counts too.', slow],
    };
  }
  return {
    meaning: `The target did not answer ${within}. ${theCheck(group)}`,
    nextSteps: [
      letIn(group),
      `See whether the target listens on ${portWords(group)}.`,
      slow,
      networkAcls(group),
    ],
  };
}

function failedChecks(group: TargetGroup): Body {
  if (group.targetType === 'lambda') {
    return {
      meaning: `The function failed, or its answer was not a response that the load balancer understands. ${theCheck(group)}`,
      nextSteps: [
        'Look for errors in the log of the function.',
        'Return an object with a numeric statusCode, headers and body.',
        'See whether the function still lets Elastic Load Balancing invoke it.',
      ],
    };
  }
  if (group.targetType === 'alb') {
    return {
      meaning: `The Application Load Balancer behind this group does not pass the health check. ${theCheck(group)}`,
      nextSteps: [
        `See whether it has a listener on ${portWords(group)}.`,
        'See whether its own targets are healthy: their answer is its answer.',
        letIn(group),
      ],
    };
  }
  const { protocol = group.protocol } = group.healthCheck;
  return {
    meaning: `The load balancer could not connect to the target, or the answer was malformed. ${theCheck(group)}`,
    nextSteps: [
      `See whether the target runs and listens on ${portWords(group)}, on its network address and not only on localhost.`,
      letIn(group),
      ...(protocol === 'HTTP' || protocol === 'HTTPS'
        ? [
            `See whether the target speaks ${protocol} on that port: ${protocol === 'HTTP' ? 'it may expect TLS' : 'it may have no TLS'}.`,
          ]
        : []),
      networkAcls(group),
    ],
  };
}

function internalError({ state }: TargetHealth): Body {
  return {
    meaning:
      state === 'unavailable'
        ? 'Elastic Load Balancing cannot tell the health of the target just now; the target may well get traffic.'
        : 'The health checks failed by an error within Elastic Load Balancing, not of the target.',
    nextSteps: [
      'Wait some minutes and refresh.',
      'If it stays, look at the AWS Health Dashboard or ask AWS Support.',
    ],
  };
}

function notRegistered({ name }: TargetGroup): Body {
  return {
    meaning: `The target is not registered with ${name}. Just after a registration the API can still say so.`,
    nextSteps: ['Refresh in some seconds if it was registered just now.', 'Otherwise register it.'],
  };
}

function notInUse(group: TargetGroup): Body {
  const { name, loadBalancerArns } = group;
  if (loadBalancerArns.length === 0) {
    return {
      meaning: `No load balancer uses ${name}, so its targets get no traffic and no health checks.`,
      nextSteps: [`Add a listener or a rule that forwards to ${name}.`],
    };
  }
  if (group.targetType === 'lambda') {
    return {
      meaning: `The load balancer of ${name} does not use the function: no listener rule forwards to the group.`,
      nextSteps: [`See whether a listener or a rule forwards to ${name}.`],
    };
  }
  return {
    meaning: `The load balancer of ${name} does not use the target: the target's Availability Zone is not enabled for it, or no listener forwards to the group.`,
    nextSteps: [
      "Add a subnet of the target's Availability Zone to the load balancer.",
      `See whether a listener or a rule forwards to ${name}.`,
      'Or register a target in a zone that is enabled.',
    ],
  };
}

function invalidState(): Body {
  return {
    meaning: 'The instance is stopped or terminated, so it gets no traffic.',
    nextSteps: [
      'Start the instance; its health checks then begin anew.',
      'If it is gone for good, deregister it.',
    ],
  };
}

function ipUnusable(): Body {
  return {
    meaning: 'The address cannot be a target, because a load balancer uses it.',
    nextSteps: ['Deregister it and register the address of the service itself.'],
  };
}

function draining(group: TargetGroup): Body {
  if (group.targetType === 'lambda') {
    return {
      meaning:
        'The function is being deregistered. A function does not drain: requests in flight fail with HTTP 5XX.',
      nextSteps: [],
    };
  }
  return {
    meaning: isNetwork(group)
      ? 'The target is being deregistered: connections that exist go on until the deregistration delay is over, and for about 2 minutes new ones can still come.'
      : 'The target is being deregistered: it gets no new requests, and those in flight may finish until the deregistration delay is over.',
    nextSteps: [
      group.targetType === 'ip'
        ? 'Wait: the address can be registered again only when the delay is over.'
        : 'Wait until it has drained, or register it again to keep it in service.',
    ],
  };
}

function checksOff(group: TargetGroup): Body {
  return {
    meaning: `Health checks are off for ${group.name}: the target gets traffic whether it is well or not.`,
    nextSteps: [
      group.targetType === 'lambda'
        ? 'This is the default of a function. Turn health checks on if you want to see failures here; each check is an invocation that is charged.'
        : 'Turn health checks on for the group to see failures here.',
    ],
  };
}

function unhealthyDraining(group: TargetGroup): Body {
  return {
    meaning: `The target fails its health checks: it gets no new connections, and those that exist may go on until the group's interval for unhealthy targets is over. ${theCheck(group)}`,
    nextSteps: failedChecks(group).nextSteps,
  };
}

/** The Elastic Load Balancing user guide, "Target security groups": both the listener port and the health check port. */
function letIn(group: TargetGroup): string {
  const from = isNetwork(group)
    ? "the load balancer's security group or, if it has none, its subnets' addresses"
    : "the load balancer's security group";
  return `Run Check Security Groups: the target's security group has to let ${from} in on ${portWords(group)}.`;
}

function networkAcls(group: TargetGroup): string {
  return group.targetType === 'ip'
    ? 'See whether the network ACLs and routes between the subnets let the traffic pass both ways, also to an address outside the VPC.'
    : "See whether the network ACLs of the target's subnet let the traffic pass both ways.";
}

/** By a protocol that only Network Load Balancers have, or by its load balancer. */
function isNetwork({ loadBalancerArns, protocol }: TargetGroup): boolean {
  const byProtocol =
    protocol !== undefined && ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'].includes(protocol);
  return byProtocol || loadBalancerArns.some((arn) => loadBalancerKind(arn) === 'network');
}
