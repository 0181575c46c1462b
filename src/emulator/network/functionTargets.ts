// Carries a request to a Lambda function: its body is collected, the function is invoked, what it returns is answered.
import { albAnswer, albEvent, largestRequestBody } from '../functions/albEvents';
import { functionOfTarget } from '../world/lambdaTargets';
import { splitUrl } from './clientMessages';
import type { Exchange } from './exchange';
import { headersToTarget } from './forwardedHeaders';

export function carryToFunction(exchange: Exchange): void {
  const { request } = exchange;
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    exchange.moved();
    length += chunk.length;
    if (length <= largestRequestBody) chunks.push(chunk);
    else exchange.fail(413);
  });
  request.once('end', () => {
    if (!exchange.over) void invoke(exchange, Buffer.concat(chunks));
  });
}

async function invoke(exchange: Exchange, body: Buffer): Promise<void> {
  const { request, response, front, parts, choice } = exchange;
  const { group, target } = choice;
  const found = functionOfTarget(front.world, target.id);
  if (!found) {
    exchange.fail(502);
    return;
  }
  const waiting = new AbortController();
  exchange.abort = () => {
    waiting.abort();
  };
  const payload = albEvent(group, {
    method: request.method ?? 'GET',
    ...splitUrl(request.url ?? '/'),
    headers: headersToTarget(request, front, parts.time.now()),
    body,
  });
  const result = await parts.functions.invoke({ ...found, arn: target.id, payload }, waiting.signal);
  if (exchange.over) return;
  const answer = albAnswer(group, result);
  if (!answer) {
    exchange.fail(502);
    return;
  }
  const { status, message, headers } = answer;
  const length = String(answer.body.length);
  if (!exchange.answer(status, message, [...headers, 'Content-Length', length])) return;
  if (request.method === 'HEAD') response.end();
  else response.end(answer.body);
}
