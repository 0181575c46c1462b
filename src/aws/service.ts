// One service's client: every request passes the admission, every failure becomes a problem.
import type {
  Client,
  Command,
  FinalizeHandler,
  HandlerExecutionContext,
  HttpHandlerOptions,
  InitializeHandler,
  MetadataBearer,
} from '@smithy/types';
import type { Connection } from '../model/connection';
import type { RequestFamily } from '../model/requestBudget';
import type { Admission, CallOptions } from './cloud';
import { translate } from './problems';

interface ServiceOptions<Config, Input extends object, Output extends MetadataBearer> {
  readonly client: Client<Input, Output, Config> & { destroy(): void };
  readonly connection: Connection;
  readonly endpoint: string | undefined;
  readonly iamPrefix: string;
  readonly admit: Admission;
}

export class Service<Config, Input extends object, Output extends MetadataBearer> {
  private readonly options: ServiceOptions<Config, Input, Output>;

  constructor(options: ServiceOptions<Config, Input, Output>) {
    this.options = options;
  }

  async call<I extends Input, O extends Output>(
    command: Command<Input, I, Output, O, Config>,
    family: RequestFamily,
    callOptions: CallOptions,
  ): Promise<O> {
    const { client, admit, connection, endpoint, iamPrefix } = this.options;
    // Inside the SDK's retry loop, so that each attempt is paid for, and before signing, so that no signature grows old.
    command.middlewareStack.addRelativeTo(
      (next: FinalizeHandler<I, O>): FinalizeHandler<I, O> =>
        async (args) => {
          await admit(family, callOptions);
          return next(args);
        },
      { name: 'admission', relation: 'before', toMiddleware: 'httpSigningMiddleware' },
    );
    // The name comes from the SDK's context: a class name does not survive minification.
    let operation = 'The request';
    command.middlewareStack.add(
      (next: InitializeHandler<I, O>, context: HandlerExecutionContext): InitializeHandler<I, O> =>
        (args) => {
          if (context.commandName !== undefined) operation = context.commandName.replace(/Command$/, '');
          return next(args);
        },
      { step: 'initialize', name: 'operationName' },
    );
    const httpOptions: HttpHandlerOptions =
      callOptions.signal === undefined ? {} : { abortSignal: callOptions.signal };
    try {
      return await client.send(command, httpOptions);
    } catch (error) {
      callOptions.signal?.throwIfAborted();
      throw translate(error, { connection, operation, iamPrefix, endpoint });
    }
  }

  destroy(): void {
    this.options.client.destroy();
  }
}

/** The service that a client class talks to. */
export type ServiceOf<C> =
  C extends Client<infer Input extends object, infer Output extends MetadataBearer, infer Config>
    ? Service<Config, Input, Output>
    : never;
