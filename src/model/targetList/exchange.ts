// Targets in files of other tools: CSV for spreadsheets, JSON in the API's own spelling.
import type { RegisteredTarget, TargetIdentity, TargetType } from '../target';
import { isDraining } from '../target';
import { type CsvField, formatCsv, parseCsv } from './csv';
import { type JsonNode, membersOf, parseJson } from './jsonText';
import type { ListWord } from './parse';
import { parseTarget } from './targetText';
import type { TextMistake, TextPlace } from './textPlaces';

export type FileFormat = 'csv' | 'json' | 'health';

const COLUMNS = ['id', 'port', 'availability_zone', 'state', 'reason', 'name'];

/** `health` is the output of `aws elbv2 describe-target-health`. */
export function formatFile(
  format: FileFormat,
  groupArn: string,
  targets: readonly RegisteredTarget[],
  nameOf: (id: string) => string | undefined,
): string {
  switch (format) {
    case 'csv':
      return formatCsv([
        COLUMNS,
        ...targets.map(({ id, port, availabilityZone, health }) => [
          id,
          port === undefined ? '' : String(port),
          availabilityZone ?? '',
          health.state,
          health.reason ?? '',
          nameOf(id) ?? '',
        ]),
      ]);
    case 'json':
      // As `aws elbv2 register-targets --cli-input-json` takes it, which refuses every other key. What drains has left.
      return json({
        TargetGroupArn: groupArn,
        Targets: targets.filter((target) => !isDraining(target)).map(description),
      });
    case 'health':
      return json({
        TargetHealthDescriptions: targets.map((target) => ({
          Target: description(target),
          TargetHealth: {
            State: target.health.state,
            Reason: target.health.reason,
            Description: target.health.description,
          },
        })),
      });
  }
}

function description({ id, port, availabilityZone }: TargetIdentity) {
  return { Id: id, Port: port, AvailabilityZone: availabilityZone };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

export interface FileTargets {
  readonly words: readonly ListWord[];
  /** How many drained when the file was written, and are left out: they had been deregistered. */
  readonly draining: number;
}

/** Of one entry of a file, what it says; absent parts are not written. */
interface Entry extends TextPlace {
  readonly id: string;
  readonly port?: string;
  readonly zone?: string;
  readonly state?: string;
  readonly problem?: string;
}

type Result<T> = T | { readonly mistake: TextMistake };

/** A file that cannot be read as a whole is a mistake with its place; an entry that cannot, a word with its problem. */
export function parseFile(text: string, format: 'csv' | 'json', targetType: TargetType): Result<FileTargets> {
  const read = format === 'csv' ? entriesOfCsv(text) : entriesOfJson(text);
  if ('mistake' in read) return read;
  const entries = read.entries.filter(({ state }) => state !== 'draining');
  return {
    words: entries.map((entry) => wordOf(entry, targetType)),
    draining: read.entries.length - entries.length,
  };
}

function wordOf({ id, port, zone, problem, line, column }: Entry, targetType: TargetType): ListWord {
  const text = [id, port === undefined ? '' : `:${port}`, zone === undefined ? '' : `@${zone}`].join('');
  const place = { line, start: column - 1, end: column - 1 + id.length, text };
  if (problem !== undefined) return { ...place, targets: [], problem };
  const parsed = parseTarget(id, targetType);
  if (typeof parsed === 'string') return { ...place, targets: [], problem: parsed };
  if (port !== undefined && !/^[1-9]\d{0,4}$/.test(port)) {
    return {
      ...place,
      targets: [],
      problem: `“${port}” is not a port: that is a whole number from 1 to 65535.`,
    };
  }
  return {
    ...place,
    targets: parsed.map((target) => ({
      ...target,
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(zone === undefined ? {} : { availabilityZone: zone }),
    })),
  };
}

/** With a first line that names the columns, in any order; without one they are id, port and zone. */
function entriesOfCsv(text: string): Result<{ entries: Entry[] }> {
  const read = parseCsv(text);
  if ('mistake' in read) return read;
  const records = read.records.filter((fields) => fields.some((field) => field.text.trim() !== ''));
  const names = (records[0] ?? []).map((field) => field.text.trim().toLowerCase());
  const hasHead = names.includes('id');
  const columns = hasHead ? names : COLUMNS.slice(0, 3);
  return { entries: records.slice(hasHead ? 1 : 0).map((fields) => entryOfRecord(fields, columns)) };
}

function entryOfRecord(fields: readonly CsvField[], columns: readonly string[]): Entry {
  const [first = { line: 1, column: 1, text: '' }] = fields;
  const field = (name: string) => fields[columns.indexOf(name)];
  const { line, column, text: id } = field('id') ?? first;
  const [port, zone, state] = ['port', 'availability_zone', 'state'].map((name) => field(name)?.text.trim());
  return {
    line,
    column,
    id: id.trim(),
    ...(port === undefined || port === '' ? {} : { port }),
    ...(zone === undefined || zone === '' ? {} : { zone }),
    ...(state === undefined ? {} : { state }),
  };
}

/** A plain list, `{"Targets": […]}`, or the output of DescribeTargetHealth. */
function entriesOfJson(text: string): Result<{ entries: Entry[] }> {
  const read = parseJson(text);
  if ('mistake' in read) return read;
  const { node } = read;
  const members = membersOf(node);
  const list =
    members === undefined ? node : (members.get('Targets') ?? members.get('TargetHealthDescriptions'));
  if (!Array.isArray(list?.value)) {
    const problem =
      'Here should be a list of targets, or an object with “Targets” or “TargetHealthDescriptions”.';
    return { mistake: { ...placeOf(list ?? node), problem } };
  }
  return { entries: (list.value as readonly JsonNode[]).map(entryOfNode) };
}

function entryOfNode(node: JsonNode): Entry {
  if (typeof node.value === 'string') return { ...placeOf(node), id: node.value };
  const members = membersOf(node);
  if (members === undefined) {
    return { ...placeOf(node), id: '', problem: 'This is not a target. Write {"Id": "…"}.' };
  }
  const nested = members.get('Target');
  if (nested !== undefined) {
    const health = members.get('TargetHealth');
    const state = health === undefined ? undefined : membersOf(health)?.get('State')?.value;
    return { ...entryOfNode(nested), ...(typeof state === 'string' ? { state } : {}) };
  }
  const [id, port, zone] = ['Id', 'Port', 'AvailabilityZone'].map((name) => members.get(name));
  if (typeof id?.value !== 'string') {
    return { ...placeOf(node), id: '', problem: 'This target has no “Id” that is a text.' };
  }
  return {
    ...placeOf(id),
    id: id.value,
    ...(port === undefined || port.value === null ? {} : { port: written(port) }),
    ...(zone === undefined || zone.value === null ? {} : { zone: written(zone) }),
  };
}

function written({ value }: JsonNode): string {
  return typeof value === 'object' ? '…' : String(value);
}

function placeOf({ line, column }: TextPlace): TextPlace {
  return { line, column };
}
