// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const replaceFunction: CommandFunction = () => {
  throw new Problem('replaceFunction is being built.', { kind: 'invalid' });
};
