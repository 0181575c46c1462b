// Shows the plan of a servicing before anything is sent, and offers to start it.
import type { Command } from 'vscode';
import { consequencesOfDeregister } from '../model/consequences';
import { COMMANDS } from '../model/contributions';
import type { ProposedChange } from '../model/pendingChange';
import { stepEnvironment } from '../model/servicing/serviceEnvironment';
import { arithmeticOf } from '../model/servicing/servicePlan';
import { serviceReview } from '../model/servicing/serviceReview';
import { isRunOver, type ServicePlan } from '../model/servicing/serviceRun';
import type { RegisteredTarget } from '../model/target';
import { consequencesOf } from '../state/changeConsequences';
import type { Report } from '../views/reports';
import type { WrittenCommands } from './copyCommand';
import type { GroupChoice, TargetsChoice } from './pickGroup';
import type { AskedPlan } from './servicePlans';
import type { Services } from './services';

/** A plan that was reviewed: what is started is what is read there. */
export interface ReviewedPlan {
  readonly servicePlan: ServicePlan;
}

export async function reviewPlan(
  services: Services,
  { account, group, targets }: TargetsChoice,
  { plan, registered }: AskedPlan,
): Promise<void> {
  const { reports, servicing, clock, tree } = services;
  const [first] = plan.targets;
  if (first === undefined) return;
  const instance = account.instance(first.target.id);
  const { text, commandsLine, commands } = serviceReview({
    plan,
    registered,
    place: await account.cloud(),
    connection: account.label,
    environment: stepEnvironment({
      scope: plan,
      connection: account.connection,
      target: first.target,
      targetName: first.targetName,
      zone: first.zone,
      address: plan.targetType === 'ip' ? first.target.id : instance?.privateIpAddress,
    }),
    consequences: await consequencesOfPlan(services, { account, group }, plan, registered),
    at: clock.now(),
  });
  const reviewed: ReviewedPlan = { servicePlan: plan };
  const written: WrittenCommands = { commands };
  const nodes = targets.map((target) => tree.nodes.target(account, group.arn, target));
  const again: Command = {
    title: '$(edit) Change the Plan…',
    command: COMMANDS.serviceTargets,
    arguments: [nodes[0], nodes],
  };
  const start: Command = { title: '$(play) Start', command: COMMANDS.serviceTargets, arguments: [reviewed] };
  const copy: Command = {
    title: '$(copy) Copy the Commands',
    command: COMMANDS.copyCommand,
    arguments: [written],
  };
  const isOpen = () =>
    servicing.runs.some(
      (run) => run.connectionId === account.id && run.groupArn === group.arn && !isRunOver(run),
    );
  const report: Report = {
    text,
    actions: [
      { line: 0, command: start },
      { line: 0, command: again },
      { line: commandsLine, command: copy },
    ],
    outdated: {
      notice: 'STARTED: the targets of this group are being serviced. See the drain monitor.',
      actions: [{ title: '$(pulse) Open the Drain Monitor', command: COMMANDS.openDrainMonitor }],
      when: (listener) =>
        servicing.onDidChange(() => {
          if (isOpen()) listener();
        }),
    },
  };
  await reports.show(`Servicing ${group.name}`, `servicing|${account.id}|${group.arn}`, report);
}

/** Of the batch that costs most to the traffic; and whose instances belong to an Auto Scaling group, of all. */
async function consequencesOfPlan(
  { registration }: Services,
  { account, group }: GroupChoice,
  plan: ServicePlan,
  registered: readonly RegisteredTarget[],
): Promise<string[]> {
  const worst = arithmeticOf(plan, registered).reduce((least, batch) =>
    batch.healthyLeft < least.healthyLeft ? batch : least,
  );
  const leaving = worst.targets.map(({ target }) => target);
  const changes = plan.targets.map(({ target }): ProposedChange => ({ action: 'deregister', target }));
  // Never out together: what that would do to the traffic is told of a batch, as if no balancer used the group here.
  const ofOwners = await consequencesOf(
    registration,
    account,
    { ...group, loadBalancerArns: [] },
    changes,
    registered,
  );
  const attributes = await account
    .groupAttributes(group.arn, { priority: 'user' })
    .catch(() => new Map<string, string>());
  const ofBatch = consequencesOfDeregister(group, leaving, registered, new Map(), new Map(), { attributes });
  return [
    ...ofBatch.map((sentence) => `While batch ${worst.batch + 1} is out: ${sentence}`),
    ...ofOwners.sentences,
  ];
}
