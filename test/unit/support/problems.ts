// What a call that must fail fails with.
import { isProblem, type Problem } from '../../../src/model/problem';

export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded');
}

export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const error = await failureOf(call);
  if (!isProblem(error)) throw new Error(`Not a problem: ${String(error)}`, { cause: error });
  return error;
}

export function kindsOf({ remedies }: Problem): string[] {
  return remedies.map(({ kind }) => kind);
}
