// Reads a scenario from a file. It is valid if it satisfies the schema and its world can be.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import schema from '../scenario.schema.json';
import { buildWorld } from './buildWorld';
import type { Scenario } from './scenario';
import { ScenarioError } from './scenarioError';

const validate = new Ajv({ allowUnionTypes: true }).compile<Scenario>(schema);

export function readScenarioFile(path: string): Scenario {
  try {
    return checkScenario(JSON.parse(readFileSync(path, 'utf8')), dirname(path));
  } catch (error) {
    const unreadable = error instanceof Error && 'code' in error;
    if (!(error instanceof ScenarioError || error instanceof SyntaxError || unreadable)) throw error;
    throw new ScenarioError(
      unreadable
        ? `Cannot read scenario file ${path}: ${error.message}. Give --scenario the path of a JSON file.`
        : `Scenario file ${path} is not valid: ${error.message}. Its format is in scenario.schema.json.`,
    );
  }
}

/** @param directory of the scenario's file: paths in it are relative to it, and absolute from here on */
export function checkScenario(scenario: unknown, directory = '.'): Scenario {
  if (!validate(scenario)) throw new ScenarioError(describe(validate.errors?.[0]));
  const checked = withAbsolutePaths(scenario, directory);
  buildWorld(checked, 0);
  return checked;
}

function withAbsolutePaths(scenario: Scenario, directory: string): Scenario {
  if (!scenario.functions) return scenario;
  const functions = scenario.functions.map((entry) =>
    entry.code === undefined ? entry : { ...entry, code: resolve(directory, entry.code) },
  );
  return { ...scenario, functions };
}

function describe(error: ErrorObject | undefined): string {
  if (!error) return 'it does not satisfy the schema';
  const where = error.instancePath === '' ? 'the scenario' : error.instancePath;
  const params = error.params as { additionalProperty?: string; allowedValues?: unknown[] };
  const extra = params.additionalProperty === undefined ? '' : ` ('${params.additionalProperty}')`;
  const allowed = params.allowedValues ? `: ${params.allowedValues.join(', ')}` : '';
  return `${where} ${error.message ?? error.keyword}${extra}${allowed}`;
}
