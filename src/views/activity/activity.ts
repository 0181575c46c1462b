// What goes on, in three places: the Activity view, the status bar, and messages.
import type { FactSources } from '../../state/healthFacts';
import { ActivityFeed, type FeedParts } from './feed';
import { ActivityNotifications, type NewsParts } from './notifications';
import { ActivityStatusItem } from './statusItem';
import { ActivityTree } from './tree';

export class Activity {
  private readonly parts: readonly { dispose(): void }[];

  constructor(parts: FeedParts & NewsParts & FactSources) {
    const feed = new ActivityFeed(parts);
    this.parts = [
      feed,
      new ActivityTree({ ...parts, feed }),
      new ActivityStatusItem({ ...parts, feed }),
      new ActivityNotifications(parts),
    ];
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }
}
