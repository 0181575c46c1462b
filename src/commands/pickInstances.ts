// A list of instances to choose from, filtered by what is typed. What was chosen stays chosen, whatever the filter.
import { type QuickPick, window } from 'vscode';
import { parseInstanceFilter } from '../model/instanceFilter';
import type { Instance } from '../model/network';
import { type Separator, separator } from './ask';
import { Cancelled } from './errorBoundary';
import type { InstanceRow, InstanceSection } from './instanceRows';

/** Says something in the list, and is nothing to choose. */
interface NoteRow {
  readonly label: string;
  readonly detail: string;
  readonly alwaysShow: true;
}

type Row = InstanceRow | NoteRow | Separator;

const MOST_REFUSALS_SAID = 3;

/** At least one. Who chooses one that is refused is told why, and the list stays with all else that was chosen. */
export async function pickInstances(
  reading: Promise<readonly InstanceSection[]>,
  title: string,
): Promise<Instance[]> {
  const list = window.createQuickPick<Row>();
  list.title = title;
  list.placeholder = 'Words, or tag:Environment=production zone: subnet: sg: asg: type: name: state:';
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.busy = true;
  // Sorted by what it takes for the best match, the list would lose its sections. Not in the types, and heeded all the same.
  Object.assign(list, { sortByLabel: false });
  list.show();
  try {
    return await new Promise((resolve, reject) => {
      list.onDidHide(() => {
        reject(new Cancelled());
      });
      reading.then((sections) => {
        letChoose(list, sections, resolve);
      }, reject);
    });
  } finally {
    list.dispose();
  }
}

function letChoose(
  list: QuickPick<Row>,
  sections: readonly InstanceSection[],
  take: (instances: Instance[]) => void,
): void {
  let chosen: readonly InstanceRow[] = [];
  const show = () => {
    list.items = rowsFor(list.value, sections, chosen);
    list.selectedItems = chosen;
  };
  list.busy = false;
  show();
  list.onDidChangeValue(show);
  list.onDidChangeSelection((rows) => {
    chosen = rows.filter(isInstance);
  });
  list.onDidAccept(() => {
    const refused = chosen.filter(({ refusal }) => refusal !== undefined);
    if (refused.length > 0) {
      void window.showErrorMessage(refusalsInWords(refused));
      chosen = chosen.filter((row) => !refused.includes(row));
      list.selectedItems = chosen;
    } else if (chosen.length > 0) {
      take(chosen.map(({ instance }) => instance));
    }
  });
}

/** The rows that match, by section, and last what is chosen and does not match: it must not be forgotten. */
function rowsFor(
  filter: string,
  sections: readonly InstanceSection[],
  chosen: readonly InstanceRow[],
): Row[] {
  const query = parseInstanceFilter(filter);
  if ('problem' in query) return [...problemRows(query.problem), ...allOf(sections)];
  const matching = sections.map(({ title, rows }) => ({
    title,
    rows: rows.filter(({ instance }) => query.matches(instance)),
  }));
  const shown = new Set(matching.flatMap(({ rows }) => rows));
  const others = { title: 'chosen', rows: chosen.filter((row) => !shown.has(row)) };
  return [...(shown.size === 0 ? noMatchRows(sections) : []), ...allOf([...matching, others])];
}

function allOf(sections: readonly InstanceSection[]): Row[] {
  return sections.flatMap(({ title, rows }) => (rows.length === 0 ? [] : [separator(title), ...rows]));
}

function problemRows(problem: string): NoteRow[] {
  const [, first = problem, rest = ''] = /^(.*?\.) (.*)$/.exec(problem) ?? [];
  return [{ label: `$(warning) ${first}`, detail: rest, alwaysShow: true }];
}

function noMatchRows(sections: readonly InstanceSection[]): NoteRow[] {
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  const detail = `There are ${total} in the VPC. Change the words, or take them out.`;
  return [{ label: '$(info) No instance matches', detail, alwaysShow: true }];
}

function isInstance(row: Row): row is InstanceRow {
  return 'instance' in row;
}

function refusalsInWords(refused: readonly InstanceRow[]): string {
  const said = refused.slice(0, MOST_REFUSALS_SAID).map(({ refusal }) => refusal);
  const more = refused.length - said.length;
  return [...said, ...(more > 0 ? [`And ${more} more cannot be registered.`] : [])].join(' ');
}
