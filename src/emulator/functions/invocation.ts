// What it is to invoke a function: what goes in and what comes out, for the API and for load balancers.
import type { FunctionVersion, LambdaFunction } from '../world/functionTypes';

export interface Invocation {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  /** The ARN that it was invoked by, with its qualifier. */
  readonly arn: string;
  /** The event, as JSON has it. */
  readonly payload: unknown;
  /** What the caller says of itself, as JSON has it. */
  readonly clientContext?: unknown;
}

export type InvocationResult =
  /** The value is one that JSON has: `null` in place of `undefined`. */
  | { readonly kind: 'returned'; readonly value: unknown; readonly log: string }
  /** The handler threw, took too long, crashed or could not be loaded. */
  | {
      readonly kind: 'failed';
      readonly errorType: string;
      readonly errorMessage: string;
      /** Where the handler threw, line by line. */
      readonly trace?: readonly string[];
      readonly log: string;
    };

export interface FunctionRunner {
  /**
   * Never rejects. The signal ends the wait and nothing else: the result is `failed` then, and the function itself goes
   * on to its end, as it does where a caller of Lambda hangs up.
   */
  invoke(invocation: Invocation, signal?: AbortSignal): Promise<InvocationResult>;
  close(): Promise<void>;
}
