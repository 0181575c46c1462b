// What an API operation is to the emulator: the SDK's schema, the input members understood, and a handler.
import type { DescribeTargetGroups$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FunctionRunner } from '../functions/invocation';
import type { Metrics } from '../network/metrics';
import type { HealthResults } from '../world/healthResults';
import type { World } from '../world/world';

export type OperationSchema = typeof DescribeTargetGroups$;

export interface Context {
  readonly world: World;
  readonly health: HealthResults;
  readonly metrics: Metrics;
  readonly functions: FunctionRunner;
  /** Emulator time of the request, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The SDK marks a required member as a key that must be present though its value may be undefined.
 * The decoder has refused inputs without them, so behind it they have a value.
 */
export type Checked<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? Checked<Item>[]
    : T extends object
      ? { [Key in keyof T]: object extends Pick<T, Key> ? Checked<T[Key]> : Checked<NonNullable<T[Key]>> }
      : T;

export interface Operation {
  readonly schema: OperationSchema;
  readonly name: string;
  /** The input members that the handler honours; any other is refused, so that nothing is ignored in silence. */
  readonly members: ReadonlySet<string>;
  handle(input: object, context: Context): object | Promise<object>;
}

export function operation<Input extends object>(
  schema: OperationSchema,
  members: readonly (keyof Input & string)[],
  handle: (input: Input, context: Context) => object | Promise<object>,
): Operation {
  return {
    schema,
    name: schema[2],
    members: new Set(members),
    // The decoder has built the input along the operation's own schema.
    handle: (input, context) => handle(input as Input, context),
  };
}

/** By the API's own naming: what neither describes, lists nor gets something, and invokes nothing, changes something. */
export function changesWorld({ name }: Operation): boolean {
  return !/^(Describe|List|Get|Invoke)/.test(name);
}

export function operationTable(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map((each) => [each.name, each]));
}
