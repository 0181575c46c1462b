// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const editAsText: CommandFunction = () => {
  throw new Problem('editAsText is being built.', { kind: 'invalid' });
};

export const registerFromText: CommandFunction = () => {
  throw new Problem('registerFromText is being built.', { kind: 'invalid' });
};
