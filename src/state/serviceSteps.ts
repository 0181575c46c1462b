// Who carries out the steps of a servicing: the editor, which has tasks and terminals.
import type { StepEnd } from '../model/servicing/serviceAnswers';
import type { ServiceStep } from '../model/servicing/serviceRun';

export type RunnableStep = Extract<ServiceStep, { readonly kind: 'task' | 'command' }>;

export interface StepRequest {
  readonly step: RunnableStep;
  /** What the target is called, for the terminal's title. */
  readonly label: string;
  /** Tells one run of a step from another. */
  readonly key: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts when the target is put back without waiting for the step. */
  readonly signal: AbortSignal;
}

export interface StepRunner {
  /** Resolves when the step has ended for one target. Rejects when it could not begin. */
  run(request: StepRequest): Promise<StepEnd>;
}
