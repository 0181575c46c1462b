// The monitor's part for lanes: every drain once, then the lanes and groups that changed.
import { COMMANDS, type CommandId } from '../../model/contributions';
import type { Drain } from '../../model/drain';
import type { Drains } from '../../state/drains';
import type { Disposable } from '../../state/emitter';
import type { ActivityNode, Nodes } from '../nodes';
import { groupOf, laneOf, type LaneSources } from './laneFacts';
import type { DrainLane, LaneAction, LaneGroup } from './laneMessages';
import { laneNode } from './laneNode';
import type { MonitorPart } from './part';
import type { FromMonitor, ToMonitor } from './protocol';

interface Parts extends LaneSources {
  readonly drains: Drains;
  readonly nodes: Nodes;
  readonly run: (command: CommandId, node: ActivityNode) => Thenable<unknown>;
}

/** Of a Network Load Balancer: at the end of the delay, are the connections that are left closed? */
const CONNECTION_TERMINATION = 'deregistration_delay.connection_termination.enabled';

export class DrainsPart implements MonitorPart {
  private readonly parts: Parts;
  private subscriptions: readonly Disposable[] = [];
  private post: ((message: ToMonitor) => void) | undefined;
  /** What the page has been told, by the ids of lanes and the keys of groups. */
  private readonly toldLanes = new Map<string, string>();
  private readonly toldGroups = new Map<string, string>();
  /** By the keys of groups; undefined while it is asked for, and where it could not be read. */
  private readonly closesConnections = new Map<string, boolean | undefined>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  open(post: (message: ToMonitor) => void): void {
    const { drains, inventory, outOfService } = this.parts;
    this.post = post;
    const tell = () => {
      this.tellChanges();
    };
    const tellWhereItDrains = ({ connectionId }: { readonly connectionId: string }) => {
      if (drains.all.some((drain) => drain.connectionId === connectionId)) tell();
    };
    this.subscriptions = [
      drains.onDidChange(tell),
      outOfService.onDidChange(tell),
      inventory.onDidChange(tellWhereItDrains),
      inventory.onDidChangeConnections(tell),
    ];
    const { lanes, groups } = this.changes();
    post({ type: 'lanes', lanes, groups });
  }

  close(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
    this.post = undefined;
    for (const told of [this.toldLanes, this.toldGroups, this.closesConnections]) told.clear();
  }

  async receive(message: FromMonitor): Promise<boolean> {
    if (message.type === 'clearFinished') {
      await this.parts.drains.clearFinished();
      return true;
    }
    if (message.type !== 'laneAction') return false;
    const node = this.nodeOf(message.laneId);
    if (node !== undefined) await this.parts.run(COMMANDS[message.action satisfies LaneAction], node);
    return true;
  }

  dispose(): void {
    this.close();
  }

  /** What the commands of the menu of a lane are run on. */
  nodeOf(laneId: string): ActivityNode | undefined {
    const drain = this.parts.drains.all.find(({ id }) => id === laneId);
    return drain === undefined ? undefined : laneNode(this.parts, drain);
  }

  private tellChanges(): void {
    const { lanes, groups, removed } = this.changes();
    if (lanes.length + groups.length + removed.length === 0) return;
    this.post?.({ type: 'laneChanges', lanes, groups, removed });
  }

  /** What is not as the page was told, taken as told from here on. */
  private changes(): { lanes: DrainLane[]; groups: LaneGroup[]; removed: string[] } {
    const { all } = this.parts.drains;
    const ids = new Set(all.map(({ id }) => id));
    const removed = [...this.toldLanes.keys()].filter((id) => !ids.has(id));
    for (const id of removed) this.toldLanes.delete(id);
    const oneOfEachGroup = new Map(all.map((drain) => [groupKey(drain), drain]));
    const groups = [...oneOfEachGroup.values()].map((drain) => this.groupOf(drain));
    return {
      lanes: all
        .map((drain) => laneOf(this.parts, drain))
        .filter((lane) => isNews(this.toldLanes, lane.id, lane)),
      groups: groups.filter((group) => isNews(this.toldGroups, groupKey(group), group)),
      removed,
    };
  }

  private groupOf(drain: Drain): LaneGroup {
    const key = groupKey(drain);
    const group = groupOf(this.parts, drain, this.closesConnections.get(key));
    if (group.loadBalancer === 'network' && !this.closesConnections.has(key)) {
      this.closesConnections.set(key, undefined);
      void this.learnWhetherItCloses(group);
    }
    return group;
  }

  /** Asked once each time that the monitor is opened, and never on a timer. */
  private async learnWhetherItCloses({ connectionId, groupArn }: LaneGroup): Promise<void> {
    const account = this.parts.inventory.account(connectionId);
    // Without the answer, the monitor says what holds for both.
    const values = await account?.groupAttributes(groupArn, { priority: 'rest' }).catch(() => undefined);
    const value = values?.get(CONNECTION_TERMINATION);
    if (value === undefined || this.post === undefined) return;
    this.closesConnections.set(groupKey({ connectionId, groupArn }), value === 'true');
    this.tellChanges();
  }
}

function isNews(told: Map<string, string>, key: string, news: DrainLane | LaneGroup): boolean {
  const text = JSON.stringify(news);
  if (told.get(key) === text) return false;
  told.set(key, text);
  return true;
}

function groupKey({ connectionId, groupArn }: Pick<LaneGroup, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}
