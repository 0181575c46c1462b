// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const attachToAutoScaling: CommandFunction = () => {
  throw new Problem('attachToAutoScaling is being built.', { kind: 'invalid' });
};

export const detachFromAutoScaling: CommandFunction = () => {
  throw new Problem('detachFromAutoScaling is being built.', { kind: 'invalid' });
};
