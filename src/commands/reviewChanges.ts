// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const reviewChanges: CommandFunction = () => {
  throw new Problem('reviewChanges is being built.', { kind: 'invalid' });
};
