// The drain monitor's side in the extension host: one panel in the editor area, whole snapshots to its webview.
import { randomBytes } from 'node:crypto';
import { env, Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import type { Clock } from '../../model/clock';
import { DRAIN_MONITOR_VIEW_TYPE } from '../../model/contributions';
import { type Drain, isOver } from '../../model/drain';
import type { Drains } from '../../state/drains';
import type { Disposable } from '../../state/emitter';
import type { Inventory } from '../../state/inventory';
import type { Watcher } from '../../state/watcher';
import { drainMonitorHtml } from './html';
import type { DrainLane, FromMonitor, ToMonitor } from './protocol';

interface Parts {
  readonly extensionUri: Uri;
  readonly drains: Drains;
  readonly inventory: Inventory;
  readonly watcher: Watcher;
  readonly clock: Clock;
  /** Shows the lane's target, or its group when the target is gone, in the tree. */
  readonly reveal: (drain: Drain) => void;
}

const SAID_FOR_MILLISECONDS = 4_000;

export class DrainMonitorPanel implements WebviewPanelSerializer {
  private readonly parts: Parts;
  private panel: WebviewPanel | undefined;
  /** The webview has asked for its first snapshot. */
  private ready = false;
  private readonly subscriptions: Disposable[];

  constructor(parts: Parts) {
    this.parts = parts;
    const post = () => {
      this.post();
    };
    this.subscriptions = [
      parts.drains.onDidChange(post),
      parts.inventory.onDidChange(({ connectionId, groupArn }) => {
        if (groupArn !== undefined && parts.drains.open(connectionId, groupArn).length > 0) post();
      }),
      window.registerWebviewPanelSerializer(DRAIN_MONITOR_VIEW_TYPE, this),
    ];
  }

  /** Opens the monitor beside what is edited, or brings it to the front; the focus stays where it is if asked. */
  show({ preserveFocus }: { readonly preserveFocus: boolean }): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, preserveFocus);
      return;
    }
    this.attach(
      window.createWebviewPanel(
        DRAIN_MONITOR_VIEW_TYPE,
        'Drain Monitor',
        { viewColumn: ViewColumn.Active, preserveFocus },
        this.webviewOptions(),
      ),
    );
  }

  /** After a reload of the window. */
  deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    panel.webview.options = this.webviewOptions();
    this.attach(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private webviewOptions() {
    return {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(this.parts.extensionUri, 'dist', 'webview')],
    };
  }

  private attach(panel: WebviewPanel): void {
    const { extensionUri, watcher } = this.parts;
    this.panel = panel;
    this.ready = false;
    const file = (name: string) =>
      panel.webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    panel.webview.onDidReceiveMessage((message: FromMonitor) => this.receive(message));
    panel.onDidChangeViewState(() => {
      watcher.setMonitorVisible(panel.visible);
      // A hidden webview is thrown away; shown again, it asks anew.
      if (!panel.visible) this.ready = false;
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.ready = false;
      watcher.setMonitorVisible(false);
    });
    panel.webview.html = drainMonitorHtml({
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      scriptUri: file('drainMonitor.js'),
      styleUri: file('drainMonitor-style.css'),
    });
    watcher.setMonitorVisible(panel.visible);
  }

  private async receive(message: FromMonitor): Promise<void> {
    const { drains, reveal } = this.parts;
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.post();
        return;
      case 'clearFinished':
        await drains.clearFinished();
        return;
      case 'reveal':
      case 'copyId': {
        const drain = drains.all.find(({ id }) => id === message.laneId);
        if (drain === undefined) return;
        if (message.type === 'reveal') reveal(drain);
        else {
          await env.clipboard.writeText(drain.target.id);
          window.setStatusBarMessage(`$(check) Copied ${drain.target.id}`, SAID_FOR_MILLISECONDS);
        }
      }
    }
  }

  private post(): void {
    if (this.panel === undefined || !this.ready) return;
    const { clock } = this.parts;
    const lanes = inOrder(this.parts.drains.all.map((drain) => this.lane(drain)));
    void this.panel.webview.postMessage({ type: 'snapshot', now: clock.now(), lanes } satisfies ToMonitor);
  }

  private lane(drain: Drain): DrainLane {
    const account = this.parts.inventory.account(drain.connectionId);
    const connectionLabel = account?.label ?? drain.connectionId;
    const staleBecause = isOver(drain) ? undefined : whyStale(drain, this.parts.inventory);
    return { ...drain, connectionLabel, ...(staleBecause === undefined ? {} : { staleBecause }) };
  }
}

function whyStale(drain: Drain, inventory: Inventory): string | undefined {
  const account = inventory.account(drain.connectionId);
  if (account === undefined) return 'The connection was removed, so this drain is no longer watched.';
  return (account.group(drain.groupArn)?.error ?? account.error)?.message;
}

/**
 * Groups in which something drains first, then by connection and group; in a group what drains first, then the newest
 * end.
 */
function inOrder(lanes: readonly DrainLane[]): DrainLane[] {
  const drainingGroups = new Set(lanes.filter((lane) => !isOver(lane)).map(groupKey));
  const isQuiet = (lane: DrainLane) => Number(!drainingGroups.has(groupKey(lane)));
  return [...lanes].sort(
    (a, b) =>
      isQuiet(a) - isQuiet(b) ||
      a.connectionLabel.localeCompare(b.connectionLabel) ||
      a.groupName.localeCompare(b.groupName) ||
      Number(isOver(a)) - Number(isOver(b)) ||
      (b.endedAt ?? 0) - (a.endedAt ?? 0) ||
      a.startedAt - b.startedAt,
  );
}

function groupKey({ connectionId, groupArn }: DrainLane): string {
  return `${connectionId}|${groupArn}`;
}
