// Where a connection to a target really leads.

export type Destination =
  | {
      readonly kind: 'socket';
      readonly host: string;
      readonly port: number;
      /** How long what listens there lets a request wait, in emulator time, where that is known; Infinity for ever. */
      readonly answersAfterMilliseconds?: number;
    }
  /** The connection is refused. */
  | { readonly kind: 'refused' }
  /** Nothing reacts: a connection is never made. */
  | { readonly kind: 'silent' };
