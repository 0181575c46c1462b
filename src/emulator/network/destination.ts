// Where a connection to a target really leads.

export type Destination =
  | { readonly kind: 'socket'; readonly host: string; readonly port: number }
  /** The connection is refused. */
  | { readonly kind: 'refused' }
  /** Nothing reacts: a connection is never made. */
  | { readonly kind: 'silent' };
