// What the page is made of: one part for each concern, plugged into the page as its counterpart is into the panel.
import type { FromMonitor, ToMonitor } from '../../src/views/drainMonitor/protocol';

/** The moment that the page shows. */
export interface PageMoment {
  /** The host's clock at a whole second, in milliseconds since the epoch. */
  readonly now: number;
  /** What is shown was restored from an earlier life of the page, and the host has not answered yet. */
  readonly restored: boolean;
}

/** What the page does for its parts. */
export interface PageServices {
  post(message: FromMonitor): void;
  /** The moment that is shown now. */
  moment(): PageMoment;
  /** After something changed that no message brought (a zoom, a choice): saves, and looks anew whether time matters. */
  changed(): void;
}

export interface PagePart {
  /** True when the message was this part's; it has taken it in, and shows it. */
  receive(message: ToMonitor, moment: PageMoment): boolean;
  /** Whether the passing of time changes what it shows: the page's timer runs only while a shown part says so. */
  readonly ticks: boolean;
  /** Shows another moment. Called each second while its tab is shown, and when its tab comes to be shown. */
  tick(moment: PageMoment): void;
  /** For a screen reader: what is news since this was last asked, in one or two sentences; empty for nothing. */
  news(moment: PageMoment): string;
  /** What is kept over hiding and reloading, small and JSON; undefined for nothing. The host sends the rest. */
  saved(): unknown;
  /** Takes over what `saved` gave, maybe of another version, before the first message. */
  restore(saved: unknown, moment: PageMoment): void;
}

/** A part with a place of its own on the page. */
export interface PlacedPart extends PagePart {
  /** Takes no room while it has nothing to show: `hidden`. */
  readonly root: HTMLElement;
}

/** A part that shows something in the header of each group of lanes. */
export interface GroupHeaderPart extends PagePart {
  /**
   * The group's element (a key of `groupKey`), the same one each time. It is in the document only while the group's header is on
   * screen, may change its height at any time, and is `hidden` while it has nothing to show.
   */
  elementOf(groupKey: string): HTMLElement;
}
