// ListFunctions, GetFunction and GetFunctionConfiguration.
import {
  GetFunction$,
  GetFunctionConfiguration$,
  ListFunctions$,
  type FunctionConfiguration,
  type GetFunctionConfigurationRequest,
  type GetFunctionRequest,
  type GetFunctionResponse,
  type ListFunctionsRequest,
  type ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { operation, type Checked } from '../../wire/operation';
import { versionsOf } from '../../world/functionVersions';
import { findFunction, lambdaPage } from './lookup';
import { invalidValue } from './refusals';
import { configuration, listedConfiguration } from './shapes';
import { versionKey } from './versions';

export const listFunctions = operation(
  ListFunctions$,
  ['FunctionVersion', 'Marker', 'MaxItems'],
  (input: Checked<ListFunctionsRequest>, { world }): ListFunctionsResponse => {
    const which: string | undefined = input.FunctionVersion;
    if (which !== undefined && which !== 'ALL') {
      throw invalidValue('functionVersion', which, 'satisfy enum value set: [ALL]');
    }
    const all = world.functions.flatMap((fn) =>
      (which === 'ALL' ? versionsOf(fn) : [fn.latest]).map((version) => ({ fn, version })),
    );
    const { items, next } = lambdaPage(all, ({ fn, version }) => `${fn.name} ${versionKey(version)}`, input);
    return {
      Functions: items.map(({ fn, version }) =>
        listedConfiguration(fn, version, which === 'ALL' ? version.version : undefined),
      ),
      NextMarker: next,
    };
  },
);

export const getFunction = operation(
  GetFunction$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetFunctionRequest>, { world }): GetFunctionResponse => {
    const { fn, version, qualifier } = findFunction(world, input.FunctionName, input.Qualifier);
    return {
      Configuration: configuration(fn, version, qualifier),
      // Without a location: there is no S3 to fetch the code from.
      Code: { RepositoryType: 'S3' },
      ...(Object.keys(fn.tags).length === 0 ? {} : { Tags: { ...fn.tags } }),
    };
  },
);

export const getFunctionConfiguration = operation(
  GetFunctionConfiguration$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetFunctionConfigurationRequest>, { world }): FunctionConfiguration => {
    const { fn, version, qualifier } = findFunction(world, input.FunctionName, input.Qualifier);
    return configuration(fn, version, qualifier);
  },
);
