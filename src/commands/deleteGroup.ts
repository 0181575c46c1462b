// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const deleteGroup: CommandFunction = () => {
  throw new Problem('deleteGroup is being built.', { kind: 'invalid' });
};
