// The load balancer gets no answer from the target, or no connection to it.
import { seconds, theCheck } from '../healthCheckWords';
import { isOfNetworkLoadBalancer, type TargetGroup } from '../targetGroup';
import { checkedPort, ifNotLetIn, ifOwn, ifShared, newness, otherCheckPort } from './evidence';
import {
  type Body,
  type HealthCause,
  type HealthFacts,
  type Likelihood,
  openTarget,
  remedy,
} from './explanation';

export function timeout(group: TargetGroup, facts: HealthFacts): Body {
  const { timeoutSeconds } = group.healthCheck;
  const within = timeoutSeconds === undefined ? 'in time' : `within ${seconds(timeoutSeconds)}`;
  if (group.targetType === 'lambda') {
    return {
      meaning: `The function did not answer ${within}. ${theCheck(group)}`,
      causes: [
        {
          what: 'The function takes too long.',
          likelihood: 'likely',
          step: 'Look at the duration of the function in its log: a cold start counts too.',
          ...openTarget(facts),
        },
        tooSlow(group, facts),
      ],
    };
  }
  return {
    meaning: `The target did not answer ${within}. ${theCheck(group)}`,
    causes: [
      notLetIn(group, facts, 'likely'),
      ...wrongPort(group, facts),
      notListening(group, facts, 'possible'),
      tooSlow(group, facts),
      networkAcls(group, facts),
    ],
  };
}

export function failedChecks(group: TargetGroup, facts: HealthFacts): Body {
  if (group.targetType === 'lambda') return functionFails(group, facts);
  if (group.targetType === 'alb') return balancerFails(group, facts);
  const tellsLittle = isOfNetworkLoadBalancer(group);
  return {
    meaning: `${
      tellsLittle
        ? 'The target fails its health checks, and a Network Load Balancer does not tell how: no connection, no answer in time, or another answer than expected.'
        : 'The load balancer could not connect to the target, or the answer was malformed.'
    } ${theCheck(group)}`,
    causes: unreachedCauses(group, facts),
  };
}

/** Where the state is known and no reason. */
export function unreachedCauses(group: TargetGroup, facts: HealthFacts): HealthCause[] {
  if (group.targetType === 'lambda') return functionFails(group, facts).causes.slice();
  if (group.targetType === 'alb') return balancerFails(group, facts).causes.slice();
  const tellsLittle = isOfNetworkLoadBalancer(group);
  const { protocol = group.protocol, path } = group.healthCheck;
  return [
    ...wrongPort(group, facts),
    notListening(group, facts, 'likely'),
    notLetIn(group, facts, tellsLittle ? 'likely' : 'possible'),
    ...(tellsLittle && path !== undefined ? [otherAnswer(path), tooSlow(group, facts)] : []),
    ...(protocol === 'HTTP' || protocol === 'HTTPS' ? [otherProtocol(protocol, facts)] : []),
    networkAcls(group, facts),
  ];
}

/** The Elastic Load Balancing user guide, "Target security groups": both the listener port and the health check port. */
function notLetIn(group: TargetGroup, facts: HealthFacts, base: Likelihood): HealthCause {
  const from = isOfNetworkLoadBalancer(group)
    ? "the load balancer's security group or, if it has none, its subnets' addresses"
    : "the load balancer's security group";
  return {
    what: 'A security group does not let the load balancer in.',
    likelihood: ifNotLetIn(base, facts),
    ...(facts.security === undefined ? {} : { why: facts.security.words }),
    step: `Run Check Security Groups: the target's security group has to let ${from} in on ${checkedPort(group, facts)}.`,
    ...remedy('checkSecurityGroups'),
  };
}

function notListening(group: TargetGroup, facts: HealthFacts, base: Likelihood): HealthCause {
  const isNew = newness(facts);
  return {
    what: 'Nothing listens there: the application has not started, has ended, or listens elsewhere.',
    likelihood: isNew === undefined ? ifOwn(base, facts) : 'likely',
    ...(isNew === undefined ? {} : { why: isNew }),
    step: `See whether the target runs and listens on ${checkedPort(group, facts)}, on its network address and not only on localhost.`,
    ...(isNew === undefined ? openTarget(facts) : remedy('waitUntilHealthy')),
  };
}

/** A target with a port of its own, and a health check with a fixed one. */
function wrongPort(group: TargetGroup, facts: HealthFacts): HealthCause[] {
  const why = otherCheckPort(group, facts);
  if (why === undefined) return [];
  return [
    {
      what: 'The target is checked on a port on which it does not answer.',
      likelihood: facts.target?.port === group.port ? ifShared('possible', facts) : 'likely',
      why,
      step: 'Check it on the port of its traffic (traffic-port), or let it answer the check on the other.',
      ...remedy('editHealthCheck'),
    },
  ];
}

function tooSlow(group: TargetGroup, facts: HealthFacts): HealthCause {
  const { timeoutSeconds } = group.healthCheck;
  return {
    what: 'It answers, but too slowly.',
    likelihood: 'possible',
    ...(group.targetType === 'lambda' || newness(facts) === undefined
      ? {}
      : { why: 'An application that starts is slow at first.' }),
    step: `If it answers slowly, make the health check's path lighter or raise the timeout${
      timeoutSeconds === undefined ? '' : ` (now ${seconds(timeoutSeconds)})`
    }.`,
    ...remedy('editHealthCheck'),
  };
}

function otherAnswer(path: string): HealthCause {
  return {
    what: 'It answers with a code that the health check does not expect.',
    likelihood: 'possible',
    step: `Request ${path} on the target itself, and compare the code with the success codes.`,
    ...remedy('editHealthCheck'),
  };
}

function otherProtocol(protocol: 'HTTP' | 'HTTPS', facts: HealthFacts): HealthCause {
  return {
    what: `It does not speak ${protocol} on that port: ${protocol === 'HTTP' ? 'it may expect TLS' : 'it may have no TLS'}.`,
    likelihood: ifShared('possible', facts),
    step: `See whether the target speaks ${protocol} on that port, or change the protocol of the health check.`,
    ...remedy('editHealthCheck'),
  };
}

function networkAcls(group: TargetGroup, facts: HealthFacts): HealthCause {
  const isAddress = group.targetType === 'ip';
  return {
    what: isAddress
      ? 'A network ACL or a route between the subnets does not let the traffic pass.'
      : "A network ACL of the target's subnet does not let the traffic pass.",
    likelihood: 'possible',
    step: isAddress
      ? 'See whether the network ACLs and routes between the subnets let the traffic pass both ways, also to an address outside the VPC.'
      : "See whether the network ACLs of the target's subnet let the traffic pass both ways.",
    ...openTarget(facts),
  };
}

function functionFails(group: TargetGroup, facts: HealthFacts): Body {
  return {
    meaning: `The function failed, or its answer was not a response that the load balancer understands. ${theCheck(group)}`,
    causes: [
      {
        what: 'The function ends with an error.',
        likelihood: 'likely',
        step: 'Look for errors in the log of the function.',
        ...openTarget(facts),
      },
      {
        what: 'Its answer is not a response of HTTP.',
        likelihood: 'possible',
        step: 'Return an object with a numeric statusCode, headers and body.',
        ...openTarget(facts),
      },
      {
        what: 'The function does not let Elastic Load Balancing invoke it any more.',
        likelihood: 'possible',
        step: 'See whether the function still lets Elastic Load Balancing invoke it.',
        ...openTarget(facts),
      },
      {
        what: 'The health check requests a path that the function does not know.',
        likelihood: 'possible',
        step: 'Change the path of the health check, or turn it off: for a function it is off by default.',
        ...remedy('editHealthCheck'),
      },
    ],
  };
}

function balancerFails(group: TargetGroup, facts: HealthFacts): Body {
  return {
    meaning: `The Application Load Balancer behind this group does not pass the health check. ${theCheck(group)}`,
    causes: [
      {
        what: 'Its own targets are not healthy, or its listener answers the path with another code.',
        likelihood: 'likely',
        step: 'See whether its own targets are healthy: their answer is its answer.',
        ...remedy('editHealthCheck'),
      },
      {
        what: 'It has no listener on the port any more.',
        likelihood: 'possible',
        step: `See whether it has a listener on ${checkedPort(group, facts)}.`,
        ...remedy('showRouting'),
      },
      notLetIn(group, facts, 'possible'),
    ],
  };
}
