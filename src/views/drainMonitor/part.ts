// What the monitor is made of on the host's side: one part for each concern, plugged into the panel.
import type { FromMonitor, ToMonitor } from './protocol';

/** One concern of the monitor: what it posts to the page and which of the page's messages it answers. */
export interface MonitorPart {
  /** The page is shown and ready: post what it needs whole, and what changes from now on. */
  open(post: (message: ToMonitor) => void): void;
  /** The page is hidden or closed: post nothing, cost nothing. */
  close(): void;
  /** True when the message was this part's. */
  receive(message: FromMonitor): Promise<boolean>;
  dispose(): void;
}
