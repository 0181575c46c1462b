// What the host and the page say to each other of what CloudWatch counts while a group drains.

/** Host to page. */
export interface ToMetrics {
  readonly type: 'metrics';
}

/** Page to host. */
export interface FromMetrics {
  readonly type: 'metrics';
}
