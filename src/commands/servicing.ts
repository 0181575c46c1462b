// Services targets one after another: asks for the plan, shows it, starts it, and steers what goes on.
import { Problem } from '../model/problem';
import type { CommandFunction } from './services';

export const serviceTargets: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const pauseServicing: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const resumeServicing: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const continueServicing: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const skipServicing: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));

export const abortServicing: CommandFunction = () =>
  Promise.reject(new Problem('This is being built.', { kind: 'invalid' }));
