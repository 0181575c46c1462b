// The question before rules are added: exactly which, to which security group, and who else gets them with it.
import { inCalls, isRecommendation, type MissingRule } from './missingRules';
import { interfaceDescription, type NetworkInterface } from './network';
import type { Names, SecurityCheck } from './securityCheck';
import { groupWords, inRow, missingRuleWords } from './words';

const MOST_NAMED = 5;

/** @param nameOf an instance's name by its id */
export function rulesReview(
  check: SecurityCheck,
  nameOf: (instanceId: string) => string | undefined,
): { readonly message: string; readonly detail: string } {
  const { missing, names, group } = check;
  const needed = missing.filter((rule) => !isRecommendation(rule));
  const recommended = missing.filter(isRecommendation);
  const ids = [...new Set(missing.map(({ securityGroupId }) => securityGroupId))];
  return {
    message: `Add security group rules for ${group.name}?`,
    detail: [
      ...listOf(needed, names),
      ...(recommended.length === 0
        ? []
        : [['Recommended, for Path MTU Discovery:', ...listOf(recommended, names)].join('\n')]),
      ...ids.map((id) => usersInWords(id, check, nameOf)),
    ].join('\n\n'),
  };
}

function listOf(rules: readonly MissingRule[], names: Names): string[] {
  return inCalls(rules).map(({ securityGroupId, direction, rules: some }) =>
    [
      `${groupWords(securityGroupId, names)}, ${direction}:`,
      ...some.map((rule) => `• ${missingRuleWords(rule, names)}`),
    ].join('\n'),
  );
}

/** A rule is for everything that has the security group, not for the targets alone. */
function usersInWords(
  id: string,
  { users, checks, names, group }: SecurityCheck,
  nameOf: (instanceId: string) => string | undefined,
): string {
  const all = users.get(id) ?? [];
  const targets = new Set(
    checks.map(({ target }) =>
      group.targetType === 'alb' ? interfaceDescription({ arn: target.id }) : target.id,
    ),
  );
  const isTarget = ({ instanceId = '', addresses, description }: NetworkInterface) =>
    [instanceId, ...addresses, description].some((each) => targets.has(each));
  const others = all.filter((each) => !isTarget(each));
  const words = groupWords(id, names);
  if (all.length === 0) return `It could not be read who else has ${words}.`;
  if (others.length === 0) return `Nothing but these targets of ${group.name} has ${words}.`;
  const named = [...new Set(others.map((each) => userName(each, nameOf)))];
  const more = named.length > MOST_NAMED ? [`${named.length - MOST_NAMED} more`] : [];
  const who = inRow([...named.slice(0, MOST_NAMED), ...more]);
  return others.length === 1
    ? `1 other network interface has ${words}, and is opened too: ${who}.`
    : `${others.length} other network interfaces have ${words}, and are opened too: ${who}.`;
}

/** A load balancer has an interface in each subnet, and all are described alike. */
function userName(
  { instanceId, description, id }: NetworkInterface,
  nameOf: (instanceId: string) => string | undefined,
): string {
  if (instanceId !== undefined) return nameOf(instanceId) ?? instanceId;
  return description === '' ? id : description;
}
