// A connection: where a set of target groups is reached. Profile and Region of the AWS configuration, or the emulator.

export interface ProfileConnection {
  readonly kind: 'profile';
  /** Name of a profile in the AWS configuration or credentials file. */
  readonly profile: string;
  /** AWS Region, such as `eu-west-1`. */
  readonly region: string;
}

interface EmulatorConnection {
  readonly kind: 'emulator';
  readonly region: string;
}

export type Connection = ProfileConnection | EmulatorConnection;

/** Region of the emulator's sample world. */
export const EMULATOR_REGION = 'us-east-1';

/** Stable: it is part of tree item ids and of what is stored. */
export function connectionId(connection: Connection): string {
  return connection.kind === 'emulator'
    ? `emulator@${connection.region}`
    : `profile:${connection.profile}@${connection.region}`;
}

/** `prod · eu-west-1`, or `Emulator`. */
export function connectionLabel(connection: Connection): string {
  return connection.kind === 'emulator' ? 'Emulator' : `${connection.profile} · ${connection.region}`;
}

/**
 * Reads what a person may have typed into the setting. Returns the connections that are whole, once each, and a sentence
 * for each entry that is not.
 */
export function parseConnections(setting: unknown): { connections: Connection[]; problems: string[] } {
  const entries: unknown[] = Array.isArray(setting) ? setting : [];
  const problems = Array.isArray(setting) || setting === undefined ? [] : ['The setting is not a list.'];
  const connections = new Map<string, Connection>();
  entries.forEach((entry, index) => {
    const parsed = parseConnection(entry);
    if (typeof parsed === 'string') problems.push(`Entry ${index + 1} ${parsed}`);
    else connections.set(connectionId(parsed), parsed);
  });
  return { connections: [...connections.values()], problems };
}

function parseConnection(entry: unknown): Connection | string {
  if (typeof entry !== 'object' || entry === null) return 'is not an object.';
  const { kind, profile, region } = entry as Record<string, unknown>;
  if (kind === 'emulator') {
    return { kind, region: typeof region === 'string' && region !== '' ? region : EMULATOR_REGION };
  }
  if (kind !== 'profile') return 'has no "kind" of "profile" or "emulator".';
  if (typeof profile !== 'string' || profile === '') return 'names no "profile".';
  if (typeof region !== 'string' || region === '') return 'names no "region".';
  return { kind, profile, region };
}
