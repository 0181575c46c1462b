// Applies pending changes: sends them in calls, reads back what happened, strikes off what was done and leaves the rest
// with its reason. Applied again after any failure it does what is left, and nothing twice.
import { type ApplyParts, type ApplyRequest, type ApplyResult, ApplyRun } from './applyRun';
import type { Leases } from './leases';

export class Applying {
  private readonly parts: ApplyParts;
  private readonly leases: Leases;

  constructor(parts: ApplyParts, leases: Leases) {
    this.parts = parts;
    this.leases = leases;
  }

  /**
   * Rejects with a `Problem` when the group's health cannot be read, or when another window applies changes of the group;
   * then nothing was sent. Everything else is in the result.
   */
  apply(request: ApplyRequest): Promise<ApplyResult> {
    const { account, group } = request;
    return this.leases.during(
      `${account.id}|${group.arn}`,
      `${account.label}: changes of ${group.name} are being applied already. Wait until that is done.`,
      () => new ApplyRun(this.parts, request).finish(),
    );
  }
}
