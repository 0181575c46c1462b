// One call of an action, as far as faults and limits look at it.
export interface Call {
  /** By the name that a signature carries. */
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Emulator time, in milliseconds since the epoch. */
  readonly now: number;
}

/** Whether an action is one of a pattern: its name, `*`, or a name's beginning with `*` behind it. */
export function isAction(pattern: string, action: string): boolean {
  return pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
}
