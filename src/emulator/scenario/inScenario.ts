// Turns the API's refusal of something in a scenario into a sentence about the scenario.
import { ApiError } from '../apiError';
import { ScenarioError } from './scenarioError';

export function inScenario<Result>(where: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof ApiError) throw new ScenarioError(`${where}: ${error.message} (${error.code})`);
    throw error;
  }
}
