// Waits until targets are healthy, or drained, and says so.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const waitUntilHealthy: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const waitUntilDrained: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const stopWaiting: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const clearFinishedActivity: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
