// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const importTargets: CommandFunction = () => {
  throw new Problem('importTargets is being built.', { kind: 'invalid' });
};

export const exportTargets: CommandFunction = () => {
  throw new Problem('exportTargets is being built.', { kind: 'invalid' });
};
