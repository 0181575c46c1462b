// What the host and the page say to each other of servicing targets one after another.

/** Host to page. */
export interface ToServicing {
  readonly type: 'servicing';
}

/** Page to host. */
export interface FromServicing {
  readonly type: 'servicing';
}
