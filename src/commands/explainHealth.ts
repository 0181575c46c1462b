// Explains the health of a target, with the likely causes in order and what checks or mends each.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const explainHealth: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
