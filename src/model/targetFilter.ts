// The filter and the order of a group's targets.
import { badness } from './healthSummary';
import { contains, equals, parseQuery, type Query, type QueryLanguage } from './query';
import { stateInWords } from './stateWords';
import { type RegisteredTarget, targetLabel } from './target';

/** A target with what is known of its instance. */
export interface ListedTarget {
  readonly target: RegisteredTarget;
  /** The instance's Name tag. */
  readonly name?: string;
  /** The target's zone, or its instance's. */
  readonly zone?: string;
}

export const SORT_KEYS = ['name', 'id', 'state', 'zone', 'port'] as const;
export interface TargetSort {
  readonly key: (typeof SORT_KEYS)[number];
  readonly descending: boolean;
}

/** The order in which targets are listed unless somebody asks for another one. */
export const DEFAULT_SORT: TargetSort = { key: 'name', descending: false };

const STATES = ['healthy', 'unhealthy', 'unhealthy.draining', 'initial', 'draining', 'unused', 'unavailable'];

const LANGUAGE: QueryLanguage<ListedTarget> = {
  keys: {
    state: {
      // `unhealthy.draining` is unhealthy too.
      has: ({ target: { health } }, wanted) =>
        equals(health.state, wanted) || equals(health.state.split('.')[0], wanted),
      example: 'state:unhealthy',
      values: STATES,
    },
    reason: {
      has: ({ target: { health } }, wanted) =>
        [health.reason, health.description, stateInWords(health)].some((text) => contains(text, wanted)),
      example: 'reason:timeout',
    },
    zone: { has: ({ zone }, wanted) => contains(zone, wanted), example: 'zone:us-east-1a' },
    port: { has: ({ target: { port } }, wanted) => String(port) === wanted, example: 'port:8080' },
    id: { has: ({ target: { id } }, wanted) => contains(id, wanted), example: 'id:10.0.1.' },
    name: { has: ({ name }, wanted) => contains(name, wanted), example: 'name:web' },
  },
  texts: ({ target, name, zone }) => [
    name,
    target.id,
    targetLabel(target),
    zone,
    stateInWords(target.health),
    target.health.reason,
    target.health.description,
  ],
};

export function parseTargetFilter(text: string): Query<ListedTarget> {
  return parseQuery(text, LANGUAGE);
}

/** In a new array; equal ones stay in their order, and those that lack what is sorted by are last either way. */
export function sortTargets<Target extends ListedTarget>(
  targets: readonly Target[],
  { key, descending }: TargetSort,
): Target[] {
  const sign = descending ? -1 : 1;
  return targets
    .map((target) => ({ target, value: VALUES[key](target) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return sign * compare(a.value, b.value);
    })
    .map(({ target }) => target);
}

const DIRECTIONS: Readonly<Record<TargetSort['key'], readonly [ascending: string, descending: string]>> = {
  name: ['name, A to Z', 'name, Z to A'],
  id: ['ID, lowest first', 'ID, highest first'],
  state: ['state, worst first', 'state, best first'],
  zone: ['zone, A to Z', 'zone, Z to A'],
  port: ['port, lowest first', 'port, highest first'],
};

/** `state, worst first` */
export function sortInWords({ key, descending }: TargetSort): string {
  return DIRECTIONS[key][descending ? 1 : 0];
}

/** What is sorted by; ascending is from the worst state to the best. */
const VALUES: Readonly<Record<TargetSort['key'], (target: ListedTarget) => string | number | undefined>> = {
  name: ({ name, target }) => name ?? target.id,
  id: ({ target }) => target.id,
  state: ({ target }) => -badness(target.health.state),
  zone: ({ zone }) => zone,
  port: ({ target }) => target.port,
};

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

const collator = new Intl.Collator('en', { numeric: true });
