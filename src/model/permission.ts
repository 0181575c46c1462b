// Whether a Lambda function's resource policy lets Elastic Load Balancing invoke it, and the statement that does.

/** The service that invokes a registered function. */
export const ELB_PRINCIPAL = 'elasticloadbalancing.amazonaws.com';

const INVOKE = 'lambda:InvokeFunction';
const LONGEST_STATEMENT_ID = 100;

/** `unknown`: it names something that cannot be judged from here. */
type Verdict = 'met' | 'unmet' | 'unknown';

/** What an invocation for a target group looks like to the policy. */
interface Invocation {
  readonly functionArn: string;
  /** Lower-case condition key → its value. */
  readonly keys: ReadonlyMap<string, string>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether the policy (JSON text of `GetPolicy`, undefined where the function has none) lets Elastic Load Balancing invoke
 * the function for that group. The Elastic Load Balancing user guide: "Elastic Load Balancing must have permissions to
 * invoke the Lambda function." Sure or false: an allowing statement counts only where every condition is known and met, a
 * denying one unless a condition is known not to be met. Never throws; text that is not a policy gives no permission.
 */
export function letsLoadBalancerInvoke(
  policy: string | undefined,
  functionArn: string,
  groupArn: string,
): boolean {
  const invocation: Invocation = {
    // A policy cannot be attached to `$LATEST` by name: the unqualified ARN means the same.
    functionArn: functionArn.replace(/:\$LATEST$/, ''),
    keys: new Map([
      ['aws:sourcearn', groupArn],
      ['aws:sourceaccount', groupArn.split(':')[4] ?? ''],
    ]),
  };
  const applying = statementsOf(policy).filter((statement) => isAbout(statement, invocation));
  const withEffect = (effect: string) =>
    applying
      .filter((statement) => statement.Effect === effect)
      .map((statement) => conditionVerdict(statement.Condition, invocation));
  return withEffect('Allow').includes('met') && withEffect('Deny').every((verdict) => verdict === 'unmet');
}

/**
 * The statement to add to the function's policy, one a group: the same group always gives the same id, made of the group's
 * name and id in the characters that `AddPermission` takes (letters, digits, hyphens, underscores; at most 100).
 */
export function invokeStatement(groupArn: string): {
  statementId: string;
  action: typeof INVOKE;
  principal: string;
  sourceArn: string;
} {
  const group = /:targetgroup\/(.+)$/.exec(groupArn)?.[1] ?? groupArn;
  const legal = `elb-${group}`.replace(/[^a-zA-Z0-9_-]/g, '-');
  // The end tells groups apart.
  return {
    statementId: legal.slice(-LONGEST_STATEMENT_ID),
    action: INVOKE,
    principal: ELB_PRINCIPAL,
    sourceArn: groupArn,
  };
}

function statementsOf(policy: string | undefined): Json[] {
  if (policy === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(policy);
    return isObject(parsed) ? listOf(parsed.Statement).filter(isObject) : [];
  } catch {
    return [];
  }
}

function isAbout(statement: Json, { functionArn }: Invocation): boolean {
  return (
    holds(statement, 'Principal', isElasticLoadBalancing) &&
    holds(statement, 'Action', (action) =>
      matchesAny(action, INVOKE.toLowerCase(), (text) => text.toLowerCase()),
    ) &&
    holds(statement, 'Resource', (resource) => matchesAny(resource, functionArn))
  );
}

/** Principal or NotPrincipal, Action or NotAction, Resource or NotResource; false where a statement has neither. */
function holds(statement: Json, element: string, test: (value: unknown) => boolean): boolean {
  if (statement[element] !== undefined) return test(statement[element]);
  const opposite = statement[`Not${element}`];
  return opposite !== undefined && !test(opposite);
}

function isElasticLoadBalancing(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isObject(principal)) return false;
  return listOf(principal.Service).includes(ELB_PRINCIPAL) || listOf(principal.AWS).includes('*');
}

function matchesAny(patterns: unknown, value: string, spelling = (text: string) => text): boolean {
  return listOf(patterns).some((one) => typeof one === 'string' && matches(spelling(one), value));
}

/** All operators and keys must be met; the values of one key are alternatives. */
function conditionVerdict(condition: unknown, { keys }: Invocation): Verdict {
  if (condition === undefined) return 'met';
  if (!isObject(condition)) return 'unknown';
  const verdicts = Object.entries(condition).flatMap(([operator, tests]): Verdict[] =>
    isObject(tests)
      ? Object.entries(tests).map(([key, values]) => compare(operator, keys.get(key.toLowerCase()), values))
      : ['unknown'],
  );
  if (verdicts.includes('unmet')) return 'unmet';
  return verdicts.includes('unknown') ? 'unknown' : 'met';
}

const OPERATORS = new Map<string, (pattern: string, value: string) => boolean>([
  ['arnlike', matchesArn],
  ['arnequals', matchesArn],
  ['stringlike', matches],
  ['stringequals', (pattern, value) => pattern === value],
  ['stringequalsignorecase', (pattern, value) => pattern.toLowerCase() === value.toLowerCase()],
]);

function compare(operator: string, value: string | undefined, values: unknown): Verdict {
  // The key is always there, so `…IfExists` makes no difference.
  const name = operator.toLowerCase().replace(/ifexists$/, '');
  const negated = /^(arn|string)not/.test(name);
  const test = OPERATORS.get(name.replace(/^(arn|string)not/, '$1'));
  if (test === undefined || value === undefined) return 'unknown';
  const met = listOf(values).some((one) => typeof one === 'string' && test(one, value));
  return met === negated ? 'unmet' : 'met';
}

/** The six parts of an ARN are compared each by itself, so that `*` does not reach beyond a colon. */
function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [arnParts(pattern), arnParts(arn)];
  return (
    patterns.length === parts.length && patterns.every((part, index) => matches(part, parts[index] ?? ''))
  );
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

/** `*` stands for any text, `?` for one character. Takes at most pattern times text steps, whoever wrote the pattern. */
function matches(pattern: string, text: string): boolean {
  let [at, inText] = [0, 0];
  let star: { pattern: number; text: number } | undefined;
  while (inText < text.length) {
    if (pattern[at] === '*') {
      star = { pattern: at, text: inText };
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star !== undefined) {
      star.text += 1;
      at = star.pattern + 1;
      inText = star.text;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
