// What the host and the page say to each other of the health of groups over time.

/** Host to page. */
export interface ToTimeline {
  readonly type: 'timeline';
}

/** Page to host. */
export interface FromTimeline {
  readonly type: 'timeline';
}
