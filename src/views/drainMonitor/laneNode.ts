// What a lane stands for in the tree: what the commands are run on, from its buttons, its keys and its menu.
import type { Drain } from '../../model/drain';
import { nodesStandingFor } from '../activity/rows';
import type { ActivityNode } from '../nodes';

export function laneNode(parts: Parameters<typeof nodesStandingFor>[0], drain: Drain): ActivityNode {
  const targets = [drain.target];
  return {
    kind: 'activity',
    id: drain.id,
    targets,
    standsFor: () => nodesStandingFor(parts, drain, targets),
  };
}
