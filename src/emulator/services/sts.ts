// Security Token Service: who is calling. Every access key is a user of the scenario's account.
import {
  GetCallerIdentity$,
  type GetCallerIdentityRequest,
  type GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { operation, operationTable } from '../wire/operation';
import { queryService } from '../wire/queryService';

const getCallerIdentity = operation(
  GetCallerIdentity$,
  [],
  (_input: GetCallerIdentityRequest, { world }): GetCallerIdentityResponse => ({
    UserId: 'AIDAEMULATOREXAMPLE00',
    Account: world.accountId,
    Arn: `arn:aws:iam::${world.accountId}:user/emulator`,
  }),
);

export const sts = queryService({
  version: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: operationTable([getCallerIdentity]),
});
