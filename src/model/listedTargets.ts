// Finds a target among those that the API lists: the API fills in the port and the zone that a request leaves out.
import { parseIpAddress } from './ipAddress';
import type { RegisteredTarget, TargetIdentity } from './target';
import type { TargetGroup } from './targetGroup';

export class ListedTargets<Listed extends TargetIdentity = RegisteredTarget> {
  private readonly group: Pick<TargetGroup, 'port'>;
  private readonly byId = new Map<string, Listed[]>();

  constructor(group: Pick<TargetGroup, 'port'>, listed: readonly Listed[]) {
    this.group = group;
    for (const target of listed) {
      const id = spelled(target.id);
      const alike = this.byId.get(id);
      if (alike === undefined) this.byId.set(id, [target]);
      else alike.push(target);
    }
  }

  /** The one that the API takes the identity for: the group's port stands for none, and any zone for none. */
  find({ id, port, availabilityZone }: TargetIdentity): Listed | undefined {
    const wanted = port ?? this.group.port;
    return this.onAnyPort(id).find(
      (target) =>
        (target.port ?? this.group.port) === wanted &&
        (availabilityZone === undefined || availabilityZone === target.availabilityZone),
    );
  }

  onAnyPort(id: string): readonly Listed[] {
    return this.byId.get(spelled(id)) ?? [];
  }
}

/** An IPv6 address has many spellings. */
function spelled(id: string): string {
  return id.includes(':') && !id.startsWith('arn:') ? (parseIpAddress(id)?.text ?? id) : id;
}
