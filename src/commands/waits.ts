// Waits until targets are healthy, or drained; the end is told by the notifications, in one of the windows.
import { window } from 'vscode';
import type { AwaitedTarget, WaitedFor } from '../model/healthWait';
import { Problem } from '../model/problem';
import { nameOf } from '../model/servicing/serviceRun';
import { stateInWords } from '../model/stateWords';
import {
  identityOf,
  isDraining,
  isUnchecked,
  type RegisteredTarget,
  targetKey,
  targetLabel,
} from '../model/target';
import { plural } from '../model/plural';
import { type Choice, pickMany } from './ask';
import { activityNodesOf, chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';
import type { Node } from '../views/nodes';

interface Awaited extends GroupChoice {
  readonly targets: readonly AwaitedTarget[];
}

const SAID_FOR_MILLISECONDS = 6_000;

export const waitUntilHealthy: CommandFunction = (services, node, nodes) =>
  waitUntil(services, 'healthy', nodesOf(node, nodes));

export const waitUntilDrained: CommandFunction = (services, node, nodes) =>
  waitUntil(services, 'drained', nodesOf(node, nodes));

export const stopWaiting: CommandFunction = async (services, node, nodes) => {
  const given = activityNodesOf(node, nodes).flatMap(({ waitId }) => waitId ?? []);
  const ids = given.length > 0 ? given : await pickWaits(services);
  for (const id of ids) await services.waits.stop(id);
};

export const clearFinishedActivity: CommandFunction = async ({ drains, arrivals, waits, servicing }) => {
  await Promise.all([drains, arrivals, waits, servicing].map((kept) => kept.clearFinished()));
};

async function waitUntil(services: Services, until: WaitedFor, rows: readonly Node[]): Promise<void> {
  const groups = await chooseGroups(services, rows, `Target group to wait for until ${until}`);
  const awaited: Awaited[] = [];
  for (const group of groups) awaited.push(await awaitedOf(services, until, group, rows));
  const isReached = ({ reachedAt }: AwaitedTarget) => reachedAt !== undefined;
  const open = awaited.filter(({ targets }) => !targets.every(isReached));
  if (open.length === 0) {
    void window.showInformationMessage(`Nothing to wait for: ${inWords(awaited)} ${until} already.`);
    return;
  }
  for (const { account, group, targets } of open) {
    const scope = { connectionId: account.id, groupArn: group.arn, groupName: group.name };
    await services.waits.begin(scope, until, targets);
  }
  window.setStatusBarMessage(`$(watch) Waiting until ${inWords(open)} ${until}`, SAID_FOR_MILLISECONDS);
}

/** Those of the group that the rows stand for: its targets, or it as a whole; asks where there are no rows. */
async function awaitedOf(
  services: Services,
  until: WaitedFor,
  choice: GroupChoice,
  rows: readonly Node[],
): Promise<Awaited> {
  const { account, group } = choice;
  const keys = rows.flatMap((row) =>
    row.kind === 'target' && row.account === account && row.groupArn === group.arn ? [row.targetKey] : [],
  );
  const isSelected = (target: RegisteredTarget) => keys.length === 0 || keys.includes(targetKey(target));
  const before = keys.length === 0 ? [] : (account.group(group.arn)?.targets?.filter(isSelected) ?? []);
  const listed = await account.readHealth(group.arn, { priority: 'user' });
  const listedKeys = new Set(listed.map(targetKey));
  const now = services.clock.now();
  // What was shown a moment ago and is not listed any more has drained meanwhile.
  const gone = until === 'drained' ? before.filter((target) => !listedKeys.has(targetKey(target))) : [];
  const asked = listed.filter(isSelected);
  const fit = asked.filter(canBeWaitedFor(services, until, choice));
  if (fit.length + gone.length === 0) {
    throw new Problem(whyNone(until, choice, keys.length === 0 ? [] : asked), { kind: 'invalid' });
  }
  const chosen = rows.length === 0 ? await pickTargets(until, choice, fit) : fit;
  return {
    ...choice,
    targets: [
      ...gone.map((target) => ({ ...named(choice, target), reachedAt: now })),
      ...chosen.map((target) => awaitedTarget(choice, until, target, now)),
    ],
  };
}

/** Of a target that drains, or is about to; and for health, of one that somebody checks. */
function canBeWaitedFor(
  { drains }: Services,
  until: WaitedFor,
  { account, group }: GroupChoice,
): (target: RegisteredTarget) => boolean {
  if (until === 'healthy') return (target) => !isDraining(target) && !isUnchecked(target);
  const leaving = drains.drainingUntil(account.id, group.arn);
  return (target) => isDraining(target) || leaving.has(targetKey(target));
}

function awaitedTarget(
  choice: GroupChoice,
  until: WaitedFor,
  target: RegisteredTarget,
  now: number,
): AwaitedTarget {
  const isReached = until === 'healthy' && target.health.state === 'healthy';
  return {
    ...named(choice, target),
    health: target.health,
    ...(isReached ? { reachedAt: now } : {}),
  };
}

function named(
  { account }: GroupChoice,
  target: RegisteredTarget,
): Pick<AwaitedTarget, 'target' | 'targetName'> {
  const name = account.instance(target.id)?.name;
  return { target: identityOf(target), ...(name === undefined ? {} : { targetName: name }) };
}

/** @param asked the targets that were selected; none where the group was */
function whyNone(until: WaitedFor, { group }: GroupChoice, asked: readonly RegisteredTarget[]): string {
  const [first] = asked;
  if (until === 'drained') {
    return first === undefined
      ? `No target of ${group.name} drains. Deregister targets first.`
      : `${targetLabel(first)} does not drain: it is ${stateInWords(first.health)}. Deregister it first.`;
  }
  if (first !== undefined && isDraining(first)) {
    return `${targetLabel(first)} is draining and will not be healthy. Register it again first.`;
  }
  return first === undefined
    ? `${group.name} has no target whose health is checked, so there is nothing to wait for. Register targets, or turn the health checks on.`
    : `Health checks are off for ${group.name}, so nobody will call ${targetLabel(first)} healthy. Turn them on first.`;
}

async function pickTargets(
  until: WaitedFor,
  { account, group }: GroupChoice,
  targets: readonly RegisteredTarget[],
): Promise<RegisteredTarget[]> {
  const choices = targets.map((target): Choice<RegisteredTarget> => {
    const name = account.instance(target.id)?.name;
    const words = [...(name === undefined ? [] : [targetLabel(target)]), stateInWords(target.health)];
    return { label: name ?? targetLabel(target), description: words.join(' · '), value: target };
  });
  return pickMany(Promise.resolve(choices), {
    title: `Wait until ${until === 'healthy' ? 'Healthy' : 'Drained'}: ${group.name}`,
    placeHolder: 'Targets to wait for',
  });
}

async function pickWaits({ waits }: Services): Promise<string[]> {
  const open = waits.all.filter(({ endedAt }) => endedAt === undefined);
  if (open.length === 0) throw new Problem('Nothing is waited for.', { kind: 'notFound' });
  const [only] = open;
  if (open.length === 1 && only !== undefined) return [only.id];
  const choices = open.map(({ id, until, groupName, targets }) => ({
    label: `${groupName}: until ${until}`,
    description: targets.map(nameOf).join(', '),
    value: id,
  }));
  return pickMany(Promise.resolve(choices), { title: 'Stop Waiting', placeHolder: 'Waits to stop' });
}

/** `web-1 of checkout-web is`, `3 targets of checkout-web and 1 target of payments-api are` */
function inWords(awaited: readonly Awaited[]): string {
  const [first] = awaited.flatMap(({ targets }) => targets);
  const total = awaited.reduce((sum, { targets }) => sum + targets.length, 0);
  const groups = awaited.map(({ group, targets }) =>
    total === 1 && first !== undefined
      ? `${nameOf(first)} of ${group.name}`
      : `${plural(targets.length, 'target')} of ${group.name}`,
  );
  return `${groups.join(' and ')} ${total === 1 ? 'is' : 'are'}`;
}
