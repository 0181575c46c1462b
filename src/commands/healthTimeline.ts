// Shows the health of a group over time in the drain monitor, and exports it.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const showHealthTimeline: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const exportHealthHistory: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
