// What it is to invoke a function: what goes in and what comes out, for the API and for load balancers.
import type { FunctionVersion, LambdaFunction } from '../world/functionTypes';

export interface Invocation {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  /** The ARN that it was invoked by, with its qualifier. */
  readonly arn: string;
  readonly payload: unknown;
}

export type InvocationResult =
  | { readonly kind: 'returned'; readonly value: unknown }
  /** The handler threw, took too long, or could not be loaded. */
  | {
      readonly kind: 'failed';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly log: string;
    };

export interface FunctionRunner {
  /** Never rejects. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  close(): Promise<void>;
}
