// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const putBackInService: CommandFunction = () => {
  throw new Problem('putBackInService is being built.', { kind: 'invalid' });
};

export const forgetOutOfService: CommandFunction = () => {
  throw new Problem('forgetOutOfService is being built.', { kind: 'invalid' });
};
