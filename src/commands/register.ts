// Registers targets with a group: asks for them as the group's type wants, and checks them.
import type { ProposedChange } from '../model/pendingChange';
import type { TargetIdentity, TargetType } from '../model/target';
import { askForAddresses } from './askForAddresses';
import { askForFunction } from './askForFunction';
import { askForInstances } from './askForInstances';
import { askForLoadBalancer } from './askForLoadBalancer';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';
import { submitChanges } from './submitChanges';

/** Asks which targets to register; every one has passed the checks that can be made before the call. */
type Ask<Answer> = (services: Services, choice: GroupChoice) => Promise<readonly Answer[]>;

const ASK: Readonly<Record<TargetType, Ask<ProposedChange>>> = {
  instance: askForInstances,
  ip: askForAddresses,
  lambda: asRegisters(askForFunction),
  alb: asRegisters(askForLoadBalancer),
};

function asRegisters(ask: Ask<TargetIdentity>): Ask<ProposedChange> {
  return async (services, choice) => {
    const targets = await ask(services, choice);
    return targets.map((target) => ({ action: 'register', target }));
  };
}

export const register: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to register targets with');
  // One group after the other: what can be registered differs from group to group.
  for (const choice of choices)
    await submitChanges(services, choice, await ASK[choice.group.targetType](services, choice));
};
