// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const checkSecurityGroups: CommandFunction = () => {
  throw new Problem('checkSecurityGroups is being built.', { kind: 'invalid' });
};

export const addMissingRules: CommandFunction = () => {
  throw new Problem('addMissingRules is being built.', { kind: 'invalid' });
};
