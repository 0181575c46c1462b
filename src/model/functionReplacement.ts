// Replacing a function through a new target group: the new group's name, and what listeners and rules become.
import type { TargetGroup } from './targetGroup';
import { forwardsTo, groupsOf, type Route, type RoutingAction, type WeightedGroup } from './routing';

/** All that makes a target group what it is beside its targets. */
export interface GroupSettings {
  readonly group: TargetGroup;
  readonly attributes: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

/** What replacing a function takes, as reviewed before anything is changed. What is done already is told too. */
export interface ReplacementPlan {
  readonly connectionId: string;
  readonly old: GroupSettings;
  /** The ARN of the function that is registered with the old group; undefined where there is none any more. */
  readonly oldFunctionArn: string | undefined;
  readonly newFunctionArn: string;
  readonly newName: string;
  /** The new group, where an earlier run made it. */
  readonly newGroupArn: string | undefined;
  readonly isPermitted: boolean;
  readonly isRegistered: boolean;
  /** The listeners' default actions and rules that forward to the old group, as they are now. */
  readonly moves: readonly Route[];
  /** Those that forward to the new group already. */
  readonly moved: readonly Route[];
}

const LONGEST_NAME = 32;
const LARGEST_WEIGHT = 999;

/** The old name with the next number behind it: `orders-2` for `orders`, `orders-3` for `orders-2`. */
export function proposeName(name: string, taken: ReadonlySet<string>): string {
  const numbered = /^(.*)-(\d{1,4})$/.exec(name);
  const [base = name, number = '1'] = numbered?.slice(1) ?? [];
  for (let next = Number(number) + 1; ; next++) {
    const suffix = `-${next}`;
    const proposal = base.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, '') + suffix;
    if (!taken.has(proposal)) return proposal;
  }
}

/**
 * Why a target group cannot be called so. The API reference of `CreateTargetGroup`: "This name must be unique per region
 * per account, can have a maximum of 32 characters, must contain only alphanumeric characters or hyphens, and must not
 * begin or end with a hyphen."
 */
export function problemWithName(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') return 'Type a name for the new target group.';
  const illegal = /[^A-Za-z0-9-]/.exec(name)?.[0];
  if (illegal !== undefined) {
    return `“${illegal}” cannot be in the name of a target group: use letters, digits and hyphens.`;
  }
  if (name.length > LONGEST_NAME) {
    return `The name has ${name.length} characters; a target group's has at most ${LONGEST_NAME}.`;
  }
  if (/^-|-$/.test(name)) return 'The name of a target group neither begins nor ends with a hyphen.';
  if (taken.has(name)) return `There is a target group ${name} already. Type another name.`;
  return undefined;
}

/** The new group's ARN; where there is no group yet, one as it will be, whose last part is not known. */
export function newGroupArnOf({ newGroupArn, old, newName }: NewGroup): string {
  return (
    newGroupArn ?? old.group.arn.replace(/:targetgroup\/.*$/, `:targetgroup/${newName}/0000000000000000`)
  );
}

type NewGroup = Pick<ReplacementPlan, 'newGroupArn' | 'newName' | 'old'>;

/** Those that a new group may carry too: names that begin with `aws:` are given by AWS itself. */
export function tagsToCopy(tags: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...tags].filter(([key]) => !isReserved(key)));
}

/** The CloudFormation stack that made the group and does not know of the new one. */
export function stackOf(tags: ReadonlyMap<string, string>): string | undefined {
  return tags.get('aws:cloudformation:stack-name');
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/** The routes that forward to the group. */
export function routesTo(routes: readonly Route[], groupArn: string): Route[] {
  return routes.filter(({ actions }) => forwardsTo(actions, groupArn));
}

/**
 * The same actions with one group in another's place: its weight, the other groups, stickiness, order and all other
 * actions are as they were. Where the new group has a share already, the two shares become one.
 */
export function movedActions(actions: readonly RoutingAction[], from: string, to: string): RoutingAction[] {
  return actions.map((action) => {
    const kept = withExistingSecret(action);
    if (!forwardsTo([action], from)) return kept;
    const { TargetGroupArn, ForwardConfig } = action;
    return {
      ...kept,
      ...(TargetGroupArn === undefined ? {} : { TargetGroupArn: to }),
      ...(ForwardConfig?.TargetGroups === undefined
        ? {}
        : { ForwardConfig: { ...ForwardConfig, TargetGroups: movedGroups(groupsOf(action), from, to) } }),
    };
  });
}

function movedGroups(groups: readonly WeightedGroup[], from: string, to: string): WeightedGroup[] {
  const old = groups.find(({ TargetGroupArn }) => TargetGroupArn === from);
  const present = groups.find(({ TargetGroupArn }) => TargetGroupArn === to);
  if (old === undefined || present === undefined) {
    return groups.map((group) => (group === old ? { ...group, TargetGroupArn: to } : group));
  }
  const Weight = Math.min(LARGEST_WEIGHT, (old.Weight ?? 1) + (present.Weight ?? 1));
  return groups
    .filter((group) => group !== old)
    .map((group) => (group === present ? { ...group, Weight } : group));
}

/** The API never tells the client secret; without this flag it takes the action to have none. */
function withExistingSecret(action: RoutingAction): RoutingAction {
  const { AuthenticateOidcConfig } = action;
  return AuthenticateOidcConfig === undefined
    ? action
    : { ...action, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, UseExistingClientSecret: true } };
}
