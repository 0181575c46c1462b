// What the host and the page say to each other of the health of groups over time.
import type { GroupHistory } from '../../model/healthHistory';
import type { HistoryChange } from '../../model/healthTimelineChange';
import type { ChangeScope } from '../../model/pendingChange';

export interface TimelineGroup extends ChangeScope {
  /** As the tree names it: `prod · eu-west-1`, `Emulator`. */
  readonly connectionLabel: string;
}

export type PictureFormat = 'svg' | 'png';

/** Host to page. */
export type ToTimeline =
  /** The groups whose history is known. */
  | { readonly type: 'timelineGroups'; readonly groups: readonly TimelineGroup[] }
  /** The whole history of the group that is shown; absent while it was never read. */
  | {
      readonly type: 'timelineHistory';
      readonly group: TimelineGroup;
      readonly history?: GroupHistory;
      /** The key of a target to bring into sight. */
      readonly targetKey?: string;
    }
  /** What is new of the group that is shown. */
  | { readonly type: 'timelineChange'; readonly change: HistoryChange }
  /** Asks for a picture of the group that is shown. */
  | { readonly type: 'timelineDraw'; readonly format: PictureFormat };

/** Page to host. */
export type FromTimeline =
  /** The tab is on screen, with the group that the page showed last. */
  | { readonly type: 'timelineShown'; readonly group?: TimelineGroup }
  | { readonly type: 'timelineHidden' }
  | { readonly type: 'timelineChosen'; readonly group: TimelineGroup }
  | { readonly type: 'timelineExport'; readonly group: TimelineGroup }
  /** A picture to save. */
  | {
      readonly type: 'timelinePicture';
      readonly group: TimelineGroup;
      readonly format: PictureFormat;
      readonly content: Uint8Array;
    };
