// Finds the rule of a listener that a request falls under.
import { inBlock, parseAddress } from '../world/addresses';
import type { Condition, Rule } from '../world/loadBalancingTypes';
import { hostOf, splitUrl, type ClientRequest } from './clientMessages';
import { wildcardMatcher } from './wildcards';

/** The parts of a request that conditions look at. */
interface Asked {
  readonly request: ClientRequest;
  /** In lower case, without a port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

type Matcher = (asked: Asked) => boolean;

/** Conditions never change: a rule that is changed gets others. */
const matchers = new WeakMap<Condition, Matcher>();

/** Rules are sorted by priority, the default one last. */
export function matchingRule(rules: readonly Rule[], request: ClientRequest): Rule | undefined {
  if (rules.length === 1) return rules[0];
  const asked = {
    request,
    host: withoutPort(hostOf(request) ?? '').toLowerCase(),
    ...splitUrl(request.url ?? '/'),
  };
  return rules.find(({ conditions }) => conditions.every((condition) => matcherOf(condition)(asked)));
}

export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

function matcherOf(condition: Condition): Matcher {
  let matcher = matchers.get(condition);
  if (!matcher) {
    matcher = makeMatcher(condition);
    matchers.set(condition, matcher);
  }
  return matcher;
}

function makeMatcher(condition: Condition): Matcher {
  switch (condition.field) {
    case 'host-header': {
      const matches = anyOf(condition.values.map((value) => wildcardMatcher(value.toLowerCase())));
      return ({ host }) => matches(host);
    }
    case 'path-pattern': {
      const matches = anyOf(condition.values.map((value) => wildcardMatcher(value)));
      return ({ path }) => matches(path);
    }
    case 'http-header': {
      const name = condition.name.toLowerCase();
      const matches = anyOf(condition.values.map((value) => wildcardMatcher(value.toLowerCase())));
      return ({ request }) => headerValues(request, name).some((value) => matches(value.toLowerCase()));
    }
    case 'http-request-method':
      return ({ request }) => condition.values.includes(request.method ?? '');
    case 'query-string':
      return queryMatcher(condition.values);
    case 'source-ip':
      return ({ request }) => isFrom(request, condition.values);
  }
}

function anyOf(each: readonly ((text: string) => boolean)[]): (text: string) => boolean {
  return (text) => each.some((matches) => matches(text));
}

function headerValues({ rawHeaders }: ClientRequest, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

function queryMatcher(values: Extract<Condition, { field: 'query-string' }>['values']): Matcher {
  const wanted = values.map(({ key, value }) => ({
    key: key === undefined ? () => true : wildcardMatcher(key.toLowerCase(), true),
    value: wildcardMatcher(value.toLowerCase(), true),
  }));
  return ({ query }) =>
    query
      .toLowerCase()
      .split('&')
      .some((parameter) => {
        const [key = '', ...value] = parameter.split('=');
        return wanted.some((each) => each.key(key) && each.value(value.join('=')));
      });
}

function isFrom(request: ClientRequest, blocks: readonly string[]): boolean {
  const address = parseAddress(request.socket.remoteAddress ?? '');
  return address !== undefined && blocks.some((block) => inBlock(address, block));
}
