// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const filterTargets: CommandFunction = () => {
  throw new Problem('filterTargets is being built.', { kind: 'invalid' });
};

export const clearFilter: CommandFunction = () => {
  throw new Problem('clearFilter is being built.', { kind: 'invalid' });
};

export const sortTargets: CommandFunction = () => {
  throw new Problem('sortTargets is being built.', { kind: 'invalid' });
};
