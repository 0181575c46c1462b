// The target answers its health checks with a code that they do not expect.
import { codeWord, isGrpc, theCheck } from '../healthCheckWords';
import type { TargetHealth } from '../target';
import { loadBalancerKind, type TargetGroup } from '../targetGroup';
import { ifOwn, ifShared, newness, placeOfCause } from './evidence';
import { type Body, type HealthCause, type HealthFacts, openTarget, remedy } from './explanation';

export function wrongCode(health: TargetHealth, group: TargetGroup, facts: HealthFacts): Body {
  const { matcher } = group.healthCheck;
  const codes = codesOf(health);
  const expected =
    matcher === undefined ? 'the code that the health check expects' : `${codeWord(group)} ${matcher}`;
  const got = codes.length === 0 ? 'another' : codes.join(', ');
  const ofCodes = uniqueByWhat(codes.flatMap((code) => causeOfCode(code, group, facts)));
  return {
    meaning: `The target answers, but with ${got} instead of ${expected}. ${theCheck(group)}`,
    causes: [
      ...ofCodes,
      otherAnswer(group, facts, ofCodes.length === 0),
      ...wrongExpectation(codes, group, facts),
    ],
  };
}

/** `Health checks failed with these codes: [503, 404]` */
export function codesOf({ description = '' }: TargetHealth): number[] {
  const listed = /\[([\d,\s]+)\]/.exec(description)?.[1]?.match(/\d+/g) ?? [];
  return listed.map(Number);
}

/** What a code most often means for a health check. */
function causeOfCode(code: number, group: TargetGroup, facts: HealthFacts): HealthCause[] {
  return isGrpc(group) && code < 100 ? causeOfGrpc(code, group, facts) : causeOfHttp(code, group, facts);
}

function causeOfHttp(code: number, group: TargetGroup, facts: HealthFacts): HealthCause[] {
  const { path = 'the health check’s path' } = group.healthCheck;
  const why = `It answers ${code}.`;
  if (code === 404 || code === 410) return [wrongPath(path, why, facts), notDeployed(path, facts)];
  if (code === 401 || code === 403) {
    return [
      {
        what: `${path} asks for a sign-in, and a health check has no credentials.`,
        likelihood: ifShared('likely', facts),
        why,
        step: 'Let the health check in without a sign-in, or choose a path that needs none.',
        ...remedy('editHealthCheck'),
      },
    ];
  }
  if (code === 400 || code === 421) {
    return [
      {
        what: "The target wants another Host header: the health check sends the target's own address as its host.",
        likelihood: ifShared('likely', facts),
        why,
        step: `Accept any Host header on ${path}, or choose a path where it does not matter.`,
        ...remedy('editHealthCheck'),
      },
    ];
  }
  if (code >= 300 && code < 400) {
    return [
      {
        what: `${path} redirects, and a health check does not follow a redirect.`,
        likelihood: ifShared('likely', facts),
        why,
        step: 'Check the path that it redirects to (often the one with or without the last slash, or HTTPS), or answer without a redirect.',
        ...remedy('editHealthCheck'),
      },
    ];
  }
  return code >= 500 && code < 600 ? [failing(why, facts), asksTooMuch(path, facts)] : [];
}

/** The status codes of gRPC: 12 UNIMPLEMENTED, 16 UNAUTHENTICATED, 7 PERMISSION_DENIED, 13 INTERNAL, 14 UNAVAILABLE, … */
function causeOfGrpc(code: number, group: TargetGroup, facts: HealthFacts): HealthCause[] {
  const { path = 'the health check’s path' } = group.healthCheck;
  const why = `It answers with the gRPC status ${code}.`;
  if (code === 12) return [wrongPath(path, why, facts), notDeployed(path, facts)];
  return [2, 4, 8, 13, 14].includes(code) ? [failing(why, facts)] : [];
}

function wrongPath(path: string, why: string, facts: HealthFacts): HealthCause {
  return {
    what: `The path of the health check is wrong: the target has nothing at ${path}.`,
    likelihood: ifShared('likely', facts),
    why,
    step: `Check the path: the target has nothing at ${path}.`,
    ...remedy('editHealthCheck'),
  };
}

function notDeployed(path: string, facts: HealthFacts): HealthCause {
  const isNew = newness(facts);
  return {
    what: 'The target runs another version of the application, or only a part of it.',
    likelihood: isNew === undefined ? ifOwn('possible', facts) : 'likely',
    ...(isNew === undefined ? {} : { why: isNew }),
    step: `Compare what is deployed on it with a target that has ${path}.`,
    ...openTarget(facts),
  };
}

function failing(why: string, facts: HealthFacts): HealthCause {
  const isNew = newness(facts);
  return {
    what:
      isNew === undefined
        ? 'The application fails, or something that it needs (a database, another service) does.'
        : 'The application is not ready yet, or fails.',
    likelihood: 'likely',
    why: `${why}${isNew === undefined ? '' : ` ${isNew}`}${
      placeOfCause(facts) === 'group'
        ? ' All targets fail: something that they share, or the last deploy.'
        : ''
    }`,
    step: 'Look for the error in the log of the application: it is not ready or it fails.',
    ...(isNew === undefined ? openTarget(facts) : remedy('waitUntilHealthy')),
  };
}

function asksTooMuch(path: string, facts: HealthFacts): HealthCause {
  return {
    what: `${path} answers for more than the target itself, such as a service behind it that is down.`,
    likelihood: ifShared('possible', facts),
    step: 'Check a path that tells whether this target can serve, and no more.',
    ...remedy('editHealthCheck'),
  };
}

function otherAnswer(group: TargetGroup, facts: HealthFacts, isAll: boolean): HealthCause {
  const { path } = group.healthCheck;
  return {
    what: 'The answer to the health check is not what it was meant to be.',
    likelihood: isAll ? ifOwn('likely', facts) : 'possible',
    step:
      group.targetType === 'lambda'
        ? 'Invoke the function with a test event of a load balancer and look at its answer and its log.'
        : `Request ${path ?? 'the path of the health check'} on the target itself and look at its answer and its log.`,
    ...openTarget(facts),
  };
}

/**
 * That the check expects too little. The API reference of `Matcher`: up to 499 with an Application Load Balancer, 599 with
 * a Network Load Balancer, 399 with a Gateway Load Balancer; 0 to 99 for gRPC.
 */
function wrongExpectation(codes: readonly number[], group: TargetGroup, facts: HealthFacts): HealthCause[] {
  const { matcher } = group.healthCheck;
  const isHttpFailure = codes.length > 0 && codes.every((code) => code >= 500);
  const isNetwork = group.loadBalancerArns.some((arn) => loadBalancerKind(arn) === 'network');
  if (isHttpFailure && !isNetwork) return [];
  return [
    {
      what: 'The answer is right, and the health check expects the wrong codes or requests the wrong path.',
      likelihood: isHttpFailure ? 'unlikely' : ifShared('possible', facts),
      step: `If the answer is right, change the health check's success codes (now ${matcher ?? 'not set'}) or its path.`,
      ...remedy('editHealthCheck'),
    },
  ];
}

function uniqueByWhat(causes: readonly HealthCause[]): HealthCause[] {
  return [...new Map(causes.map((cause) => [cause.what, cause])).values()];
}
