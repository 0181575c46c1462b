// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const compareGroups: CommandFunction = () => {
  throw new Problem('compareGroups is being built.', { kind: 'invalid' });
};
