// Lambda: its operations.
import { restJsonService } from '../../wire/restJsonService';
import { getFunction, listAliases, listFunctions, listVersionsByFunction } from './functions';
import { addPermission, getPolicy, removePermission } from './policy';

export const lambda = restJsonService([
  addPermission,
  getFunction,
  getPolicy,
  listAliases,
  listFunctions,
  listVersionsByFunction,
  removePermission,
]);
