// The scenarios that need no file: the sample, and an account with nothing in it.
import sample from '../sample.scenario.json';
import type { Scenario } from './scenario';

export const emptyScenario: Scenario = { name: 'empty', accountId: '123456789012', region: 'us-east-1' };

/** Not checked against the schema: that takes longer than all the rest of the start, and tests have done it. */
export const sampleScenario = sample as Scenario;
