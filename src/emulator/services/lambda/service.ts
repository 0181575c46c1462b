// Lambda: its operations.
import { restJsonService } from '../../wire/restJsonService';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases';
import { createFunction, deleteFunction, updateFunctionCode } from './changeFunctions';
import { getFunction, getFunctionConfiguration, listFunctions } from './functions';
import { invoke } from './invoke';
import { addPermission, getPolicy, removePermission } from './policy';
import { listVersionsByFunction, publish } from './versions';

export const lambda = restJsonService([
  addPermission,
  createAlias,
  createFunction,
  deleteAlias,
  deleteFunction,
  getAlias,
  getFunction,
  getFunctionConfiguration,
  getPolicy,
  invoke,
  listAliases,
  listFunctions,
  listVersionsByFunction,
  publish,
  removePermission,
  updateAlias,
  updateFunctionCode,
]);
