// Reads a scenario: the bundled sample, or a file that must satisfy the schema.
import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject } from 'ajv';
import sample from '../sample.scenario.json';
import schema from '../scenario.schema.json';
import type { Scenario } from './scenario';

/** What is wrong with a scenario, in a sentence for the person who wrote it. */
export class ScenarioError extends Error {}

const validate = new Ajv({ allErrors: false, allowUnionTypes: true }).compile<Scenario>(schema);

export function sampleScenario(): Scenario {
  return checkScenario(sample);
}

export function readScenarioFile(path: string): Scenario {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ScenarioError(
      `Cannot read scenario file ${path}: ${error instanceof Error ? error.message : String(error)}. ` +
        'Give --scenario the path of a JSON file.',
    );
  }
  try {
    return checkScenario(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof ScenarioError || error instanceof SyntaxError)) throw error;
    throw new ScenarioError(`Scenario file ${path} is not valid: ${error.message}`);
  }
}

export function checkScenario(scenario: unknown): Scenario {
  if (validate(scenario)) return scenario;
  throw new ScenarioError(`${describe(validate.errors?.[0])}. See scenario.schema.json for the format.`);
}

function describe(error: ErrorObject | undefined): string {
  if (!error) return 'it does not satisfy the schema';
  const where = error.instancePath === '' ? 'the scenario' : error.instancePath;
  const extra =
    error.keyword === 'additionalProperties' ? ` ('${String(error.params.additionalProperty)}')` : '';
  const allowed = error.keyword === 'enum' ? `: ${String(error.params.allowedValues)}` : '';
  return `${where} ${error.message ?? error.keyword}${extra}${allowed}`;
}
