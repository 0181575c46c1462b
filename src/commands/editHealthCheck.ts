// Edits the health check of a target group.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const editHealthCheck: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
