// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const copyCommand: CommandFunction = () => {
  throw new Problem('copyCommand is being built.', { kind: 'invalid' });
};
