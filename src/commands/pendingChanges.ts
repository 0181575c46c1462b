// (being built)
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const applyChanges: CommandFunction = () => {
  throw new Problem('applyChanges is being built.', { kind: 'invalid' });
};

export const discardChanges: CommandFunction = () => {
  throw new Problem('discardChanges is being built.', { kind: 'invalid' });
};

export const editChange: CommandFunction = () => {
  throw new Problem('editChange is being built.', { kind: 'invalid' });
};

export const removeChange: CommandFunction = () => {
  throw new Problem('removeChange is being built.', { kind: 'invalid' });
};

export const registerWhenDrained: CommandFunction = () => {
  throw new Problem('registerWhenDrained is being built.', { kind: 'invalid' });
};

export const undoApply: CommandFunction = () => {
  throw new Problem('undoApply is being built.', { kind: 'invalid' });
};
