// The status bar's item: what is under way in one line, shown only while something is.
import { MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { ActivityEntry } from '../../model/activity/entries';
import { activitySummary } from '../../model/activity/summary';
import { entryWords } from '../../model/activity/words';
import type { Clock } from '../../model/clock';
import { VIEWS } from '../../model/contributions';
import type { Disposable } from '../../state/emitter';
import { escape } from '../escape';
import type { ActivityFeed } from './feed';

interface Parts {
  readonly feed: ActivityFeed;
  readonly clock: Clock;
}

const LISTED_AT_MOST = 10;

export class ActivityStatusItem {
  private readonly parts: Parts;
  private readonly item: StatusBarItem;
  private readonly subscriptions: readonly Disposable[];

  constructor(parts: Parts) {
    this.parts = parts;
    this.item = window.createStatusBarItem('targetGroups.activity', StatusBarAlignment.Left);
    this.item.name = 'Target Groups: Activity';
    this.item.command = `${VIEWS.activity}.focus`;
    const update = () => {
      this.update();
    };
    this.subscriptions = [this.item, parts.feed.onDidChange(update), parts.feed.onDidTick(update)];
    this.update();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const { feed, clock } = this.parts;
    const now = clock.now();
    const summary = activitySummary(feed.entries, now);
    if (summary === undefined) {
      this.item.hide();
      return;
    }
    const { text, needsAttention } = summary;
    this.item.text = `$(${needsAttention ? 'warning' : 'history'}) ${text}`;
    this.item.backgroundColor = needsAttention
      ? new ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.tooltip = tooltip(feed.underWay, now);
    this.item.accessibilityInformation = { label: `Target Groups: ${text}`, role: 'button' };
    this.item.show();
  }
}

function tooltip(entries: readonly ActivityEntry[], now: number): MarkdownString {
  const shown = entries.slice(0, LISTED_AT_MOST).map((entry) => {
    const { label, description } = entryWords(entry, now);
    return `- **${escape(label)}** ${escape(description)}`;
  });
  const more = entries.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [`- and ${more} more`] : [])];
  return new MarkdownString(`Target groups: under way\n\n${lines.join('\n')}`);
}
