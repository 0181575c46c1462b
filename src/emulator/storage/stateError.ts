// What is wrong with a directory of state, in words for the person who named it.
export class StateError extends Error {}
