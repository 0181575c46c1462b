// Shows which listeners send traffic to a target group, or which load balancers could.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const showRouting: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
