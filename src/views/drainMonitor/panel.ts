// The drain monitor's panel in the editor area: opens the page, and lets the parts speak with it while it is shown.
import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import type { Clock } from '../../model/clock';
import { DRAIN_MONITOR_VIEW_TYPE } from '../../model/contributions';
import type { Disposable } from '../../state/emitter';
import type { Watcher } from '../../state/watcher';
import { drainMonitorHtml } from './html';
import type { DrainsPart } from './drainsPart';
import type { MonitorPart } from './part';
import type { FromMonitor, Posted, Tab, ToMonitor } from './protocol';
import type { TimelinePart } from './timelinePart';

interface Parts {
  readonly extensionUri: Uri;
  readonly watcher: Watcher;
  readonly clock: Clock;
  readonly lanes: DrainsPart;
  readonly timeline: TimelinePart;
  readonly others: readonly MonitorPart[];
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

interface ShowOptions {
  /** The focus stays where it is. */
  readonly preserveFocus: boolean;
  /** The tab to show; the one that was shown last where absent. */
  readonly tab?: Tab;
}

export class DrainMonitorPanel implements WebviewPanelSerializer {
  readonly lanes: DrainsPart;
  /** What is shown in the tab *Health*. */
  readonly timeline: TimelinePart;
  private readonly parts: Parts;
  private readonly all: readonly MonitorPart[];
  private readonly serializer: Disposable;
  private panel: WebviewPanel | undefined;
  /** The page is shown, has asked for its first messages, and the parts are open. */
  private isOpen = false;
  /** To show as soon as the page is ready. */
  private wantedTab: Tab | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.lanes = parts.lanes;
    this.timeline = parts.timeline;
    this.all = [parts.lanes, ...parts.others, parts.timeline];
    this.serializer = window.registerWebviewPanelSerializer(DRAIN_MONITOR_VIEW_TYPE, this);
  }

  /** Opens the monitor beside what is edited, or brings it to the front. */
  show({ preserveFocus, tab }: ShowOptions): void {
    this.wantedTab = tab;
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, preserveFocus);
      if (this.isOpen) this.showWantedTab();
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
    this.serializer.dispose();
    for (const part of this.all) part.dispose();
  }

  private webviewOptions() {
    return {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(this.parts.extensionUri, 'dist', 'webview')],
    };
  }

  private attach(panel: WebviewPanel): void {
    const { extensionUri, watcher, report } = this.parts;
    this.panel = panel;
    this.close();
    const file = (name: string) =>
      panel.webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    panel.webview.onDidReceiveMessage((message: FromMonitor) => {
      this.receive(message).catch(report);
    });
    panel.onDidChangeViewState(() => {
      watcher.setMonitorVisible(panel.visible);
      // A hidden webview is thrown away; shown again, it asks anew.
      if (!panel.visible) this.close();
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.close();
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
    if (message.type === 'ready') {
      this.open();
      return;
    }
    for (const part of this.all) if (await part.receive(message)) return;
  }

  private open(): void {
    // The page may have been loaded anew without having been hidden.
    this.close();
    this.isOpen = true;
    const post = (message: ToMonitor) => {
      this.post(message);
    };
    for (const part of this.all) part.open(post);
    this.showWantedTab();
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const part of this.all) part.close();
  }

  private showWantedTab(): void {
    if (this.wantedTab !== undefined) this.post({ type: 'showTab', tab: this.wantedTab });
    this.wantedTab = undefined;
  }

  private post(message: ToMonitor): void {
    if (!this.isOpen) return;
    const posted: Posted = { now: this.parts.clock.now(), message };
    void this.panel?.webview.postMessage(posted);
  }
}
