// Whether a health check's answer counts as success.
import type { HealthCheck } from './loadBalancingTypes';

/** A check without a matcher opens a connection only: any answer is a success. */
export function answerMatches(matcher: HealthCheck['matcher'], answer: number): boolean {
  if (!matcher) return true;
  return inCodes('grpcCode' in matcher ? matcher.grpcCode : matcher.httpCode, answer);
}

function inCodes(codes: string, answer: number): boolean {
  return codes.split(',').some((part) => {
    const [from = '', to = from] = part.split('-', 2);
    return answer >= Number(from) && answer <= Number(to);
  });
}
