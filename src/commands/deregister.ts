// Deregisters targets: as they are listed, with Id, Port and zone.
import type { ProposedChange } from '../model/pendingChange';
import { identityOf } from '../model/target';
import { chooseTargets, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';
import { submitChanges } from './submitChanges';

export const deregister: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseTargets(services, nodesOf(node, nodes), {
    group: 'Target group to deregister targets from',
    targets: 'Targets to deregister',
    title: 'Deregister Targets from',
  });
  for (const choice of choices) {
    const changes = choice.targets.map((target): ProposedChange => {
      const name = choice.account.instance(target.id)?.name;
      return {
        action: 'deregister',
        target: identityOf(target),
        ...(name === undefined ? {} : { targetName: name }),
      };
    });
    await submitChanges(services, choice, changes);
  }
};
