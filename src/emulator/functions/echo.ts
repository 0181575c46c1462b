// The emulator's own function: it gives back what it was asked, to a load balancer in the form that one wants.

export function echo(payload: unknown): unknown {
  if (!isFromLoadBalancer(payload)) return payload;
  return {
    statusCode: 200,
    statusDescription: '200 OK',
    isBase64Encoded: false,
    // A group with multi-value headers takes these only, another one those only.
    ...('multiValueHeaders' in payload
      ? { multiValueHeaders: { 'content-type': ['application/json'] } }
      : { headers: { 'content-type': 'application/json' } }),
    body: JSON.stringify(payload),
  };
}

function isFromLoadBalancer(payload: unknown): payload is object {
  if (typeof payload !== 'object' || payload === null || !('requestContext' in payload)) return false;
  const { requestContext } = payload;
  return typeof requestContext === 'object' && requestContext !== null && 'elb' in requestContext;
}
