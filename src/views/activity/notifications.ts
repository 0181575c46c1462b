// Says without being asked when what somebody waits for has ended, and what goes wrong. Several at once are one message.
import { commands, window, workspace } from 'vscode';
import {
  type ActivityNews,
  type Notice,
  type NoticeAction,
  noticesOf,
  type NoticeSubject,
} from '../../model/activity/news';
import type { Clock } from '../../model/clock';
import { COMMANDS, type CommandId, SETTINGS, VIEWS } from '../../model/contributions';
import type { ActivityNode } from '../nodes';
import type { Arrivals } from '../../state/arrivals';
import type { DrainMetrics } from '../../state/drainMetrics';
import type { Disposable } from '../../state/emitter';
import type { HealthWaits } from '../../state/healthWaits';
import type { Servicing } from '../../state/servicing';
import { nodesStandingFor, type RowParts } from './rows';

export interface NewsParts extends RowParts {
  readonly waits: HealthWaits;
  readonly arrivals: Arrivals;
  readonly servicing: Servicing;
  readonly drainMetrics: DrainMetrics;
  readonly clock: Clock;
}

interface Button {
  readonly label: string;
  readonly command: CommandId | `${typeof VIEWS.activity}.focus`;
}

const BUTTONS: Readonly<Record<NoticeAction, Button>> = {
  continueServicing: { label: 'Continue', command: COMMANDS.continueServicing },
  explainHealth: { label: 'Explain Health', command: COMMANDS.explainHealth },
  reveal: { label: 'Reveal', command: COMMANDS.revealInTree },
  putBack: { label: 'Put Back', command: COMMANDS.putBackInService },
  openMonitor: { label: 'Open the Drain Monitor', command: COMMANDS.openDrainMonitor },
  showActivity: { label: 'Show Activity', command: `${VIEWS.activity}.focus` },
};

/** What one read of a group's health shows is told of at once; reads of several groups come within this time. */
const GATHERED_FOR_MILLISECONDS = 1_000;

export class ActivityNotifications {
  private readonly parts: NewsParts;
  private readonly subscriptions: readonly Disposable[];
  private news: ActivityNews[] = [];
  private timer: Disposable | undefined;

  constructor(parts: NewsParts) {
    this.parts = parts;
    const { waits, arrivals, drainMetrics, servicing } = parts;
    this.subscriptions = [
      waits.onDidEnd((ended) => {
        this.gather(ended.map((wait) => ({ kind: 'waitEnded', wait })));
      }),
      arrivals.onDidNotice((noticed) => {
        this.gather(noticed);
      }),
      drainMetrics.onDidFindCut((found) => {
        this.gather([{ kind: 'cut', ...found }]);
      }),
      servicing.onDidEnd((run) => {
        this.gather([{ kind: 'servicing', run }]);
      }),
    ];
  }

  dispose(): void {
    this.timer?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private gather(news: readonly ActivityNews[]): void {
    if (news.length === 0) return;
    this.news.push(...news);
    this.timer ??= this.parts.clock.after(GATHERED_FOR_MILLISECONDS, () => {
      this.timer = undefined;
      const gathered = this.news;
      this.news = [];
      this.tell(gathered);
    });
  }

  private tell(news: readonly ActivityNews[]): void {
    const { inventory, clock } = this.parts;
    const { accounts } = inventory;
    const notices = noticesOf(news, {
      told: workspace.getConfiguration().get(SETTINGS.notifications, 'all'),
      labelOf: (connectionId) => (accounts.length > 1 ? inventory.account(connectionId)?.label : undefined),
      now: clock.now(),
    });
    // Not awaited: a message may stand for as long as it likes.
    for (const notice of notices) void this.show(notice);
  }

  private async show({ isProblem, message, actions, subject }: Notice): Promise<void> {
    const node = subject === undefined ? undefined : this.nodeOf(subject);
    const buttons = actions.map((action) => BUTTONS[action]);
    const showMessage = isProblem ? window.showWarningMessage : window.showInformationMessage;
    const chosen = await showMessage(message, ...buttons.map(({ label }) => label));
    const button = buttons.find(({ label }) => label === chosen);
    if (button !== undefined) await commands.executeCommand(button.command, node);
  }

  private nodeOf(subject: NoticeSubject): ActivityNode {
    const targets = subject.targets.map(({ target }) => target);
    return {
      kind: 'activity',
      id: `notice|${subject.groupArn}`,
      runId: subject.runId,
      targets,
      standsFor: () => nodesStandingFor(this.parts, subject, targets),
    };
  }
}
