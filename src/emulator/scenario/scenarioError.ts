// What is wrong with a scenario, in words for the person who wrote it.
export class ScenarioError extends Error {}
