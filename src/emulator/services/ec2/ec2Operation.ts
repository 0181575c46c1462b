// An operation of EC2: every one of them can be asked for a dry run.
import { ApiError } from '../../apiError';
import { operation, type Context, type Operation, type OperationSchema } from '../../wire/operation';

interface DryRunInput {
  readonly DryRun?: boolean | undefined;
}

/** A dry run asks whether one may, and here everybody may. */
export function ec2Operation<Input extends object>(
  schema: OperationSchema,
  members: readonly (keyof Input & string)[],
  handle: (input: Input, context: Context) => object,
): Operation {
  return operation<Input & DryRunInput>(schema, [...members, 'DryRun'], (input, context) => {
    if (input.DryRun) {
      throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return handle(input, context);
  });
}
