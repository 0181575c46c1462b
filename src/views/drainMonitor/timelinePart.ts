// The monitor's part for the health of groups over time: posts the history of the group that is shown, and what is new.
import type { GroupHistory } from '../../model/healthHistory';
import { changeBetween } from '../../model/healthTimelineChange';
import type { ChangeScope } from '../../model/pendingChange';
import type { Disposable } from '../../state/emitter';
import type { State } from '../../state/openState';
import type { MonitorPart } from './part';
import type { FromMonitor, ToMonitor } from './protocol';
import { csvOf, saveHistory } from './timelineExport';
import type { PictureFormat, TimelineGroup } from './timelineMessages';

export class TimelinePart implements MonitorPart {
  private readonly state: State;
  private post: ((message: ToMonitor) => void) | undefined;
  /** The tab is on screen. */
  private isShown = false;
  private group: TimelineGroup | undefined;
  /** What the page has of the group. */
  private posted: GroupHistory | undefined;
  private postedGroups = new Set<string>();
  private wantedTarget: string | undefined;
  private wantedPicture: PictureFormat | undefined;
  private subscriptions: readonly Disposable[] = [];

  constructor(state: State) {
    this.state = state;
  }

  /** Shows the group as soon as the tab is on screen, with this target in sight; then draws it, where that is asked for. */
  show(
    scope: ChangeScope,
    { targetKey, draw }: { readonly targetKey?: string; readonly draw?: PictureFormat } = {},
  ): void {
    this.group = this.named(scope);
    this.wantedTarget = targetKey;
    this.wantedPicture = draw;
    if (this.isShown) this.postHistory();
  }

  open(post: (message: ToMonitor) => void): void {
    this.post = post;
  }

  close(): void {
    this.post = undefined;
    this.hide();
  }

  async receive(message: FromMonitor): Promise<boolean> {
    switch (message.type) {
      case 'timelineShown':
        this.group ??= message.group;
        this.begin();
        return true;
      case 'timelineHidden':
        this.hide();
        return true;
      case 'timelineChosen':
        this.show(message.group);
        return true;
      case 'timelineExport':
        await this.export(message.group);
        return true;
      case 'timelinePicture':
        await saveHistory(message.group, message.format, message.content, this.state.clock.now());
        return true;
      default:
        return false;
    }
  }

  dispose(): void {
    this.close();
  }

  /** Saves the history of the group as CSV. */
  async export(scope: ChangeScope): Promise<void> {
    const history = this.state.history.of(scope.connectionId, scope.groupArn);
    const group = this.named(scope);
    if (history !== undefined) await saveHistory(group, 'csv', csvOf(group, history), this.state.clock.now());
  }

  private begin(): void {
    this.hide();
    this.isShown = true;
    const { history, inventory } = this.state;
    this.subscriptions = [
      history.onDidChange((scope) => {
        this.take(scope);
      }),
      inventory.onDidChangeConnections(() => {
        this.postGroups();
      }),
    ];
    this.postGroups();
    this.postHistory();
  }

  private hide(): void {
    this.isShown = false;
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
    this.state.watcher.setTimelined(undefined);
  }

  /** A group has more history than before. */
  private take(scope: ChangeScope): void {
    if (!this.postedGroups.has(keyOf(scope))) this.postGroups();
    if (this.group === undefined) this.postHistory();
    if (this.group === undefined || keyOf(scope) !== keyOf(this.group)) return;
    const history = this.state.history.of(scope.connectionId, scope.groupArn);
    if (this.posted === undefined || history === undefined) {
      this.postHistory();
      return;
    }
    const change = changeBetween(this.posted, history);
    this.posted = history;
    this.post?.({ type: 'timelineChange', change });
  }

  private postGroups(): void {
    const groups = this.groups();
    this.postedGroups = new Set(groups.map(keyOf));
    this.post?.({ type: 'timelineGroups', groups });
  }

  private postHistory(): void {
    // Whoever comes here without a choice sees something all the same.
    this.group ??= this.mostTelling();
    const { group, wantedTarget: targetKey, wantedPicture } = this;
    if (group === undefined) return;
    const { connectionId, groupArn } = group;
    this.state.watcher.setTimelined({ accountId: connectionId, groupArn });
    const history = this.state.history.of(connectionId, groupArn);
    this.posted = history;
    this.post?.({
      type: 'timelineHistory',
      group,
      ...(history === undefined ? {} : { history }),
      ...(targetKey === undefined ? {} : { targetKey }),
    });
    if (wantedPicture !== undefined) this.post?.({ type: 'timelineDraw', format: wantedPicture });
    this.wantedTarget = undefined;
    this.wantedPicture = undefined;
  }

  /** The group whose target left or came last; else the first. */
  private mostTelling(): TimelineGroup | undefined {
    const groups = this.groups();
    const { drains, arrivals } = this.state;
    const moved = [...drains.all, ...arrivals.all].sort((a, b) => b.startedAt - a.startedAt);
    const keys = new Map(groups.map((group) => [keyOf(group), group]));
    return moved.map((each) => keys.get(keyOf(each))).find((group) => group !== undefined) ?? groups[0];
  }

  /** Those whose history is known, in the order of the tree. */
  private groups(): TimelineGroup[] {
    const { inventory, history } = this.state;
    return inventory.accounts.flatMap(({ id, groups }) =>
      groups
        .filter(({ group }) => history.of(id, group.arn) !== undefined)
        .map(({ group }) => this.named({ connectionId: id, groupArn: group.arn, groupName: group.name })),
    );
  }

  private named({ connectionId, groupArn, groupName }: ChangeScope): TimelineGroup {
    const connectionLabel = this.state.inventory.account(connectionId)?.label ?? connectionId;
    return { connectionId, connectionLabel, groupArn, groupName };
  }
}

function keyOf({ connectionId, groupArn }: ChangeScope): string {
  return `${connectionId}|${groupArn}`;
}
