// A problem that a person is told of: the thing, the cause and the next step.

/** A way out that can be offered as a button; the commands decide how each is carried out. */
export type Remedy =
  | { readonly kind: 'retry' }
  | { readonly kind: 'editConfiguration' }
  | { readonly kind: 'addConnection' }
  | { readonly kind: 'startEmulator' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'applyChanges' }
  | { readonly kind: 'reviewChanges' }
  | { readonly kind: 'showLog' };

/** What went wrong, for code that must tell the cases apart. */
export type ProblemKind =
  | 'busy'
  | 'cancelled'
  | 'credentials'
  | 'expiredToken'
  | 'accessDenied'
  | 'unreachable'
  | 'throttled'
  | 'notFound'
  | 'quota'
  | 'invalid'
  | 'unknownProfile'
  | 'service';

/**
 * An error whose message is one sentence for people (thing, cause, next step). Bundles are apart, so a problem is
 * recognised by {@link isProblem} and not by `instanceof`.
 */
export class Problem extends Error {
  readonly isProblem = true;
  readonly kind: ProblemKind;
  readonly remedies: readonly Remedy[];
  /** The API's own code, such as `TargetGroupNotFound`. */
  readonly code: string | undefined;

  constructor(
    message: string,
    {
      kind,
      remedies = [],
      code,
      cause,
    }: { kind: ProblemKind; remedies?: readonly Remedy[]; code?: string; cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'Problem';
    this.kind = kind;
    this.remedies = remedies;
    this.code = code;
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && 'isProblem' in error;
}
