// Opens connections: loads the SDK's room on first use, and finds the emulator for its connection.
import type { OpenCloud } from '../aws/index';
import type { EmulatorProcess } from './emulatorProcess';
import type { OpenConnection } from './inventory';

type AwsRoom = typeof import('../aws/index');
export type Profile = Awaited<ReturnType<AwsRoom['listProfiles']>>[number];

/** The one place where the SDK is loaded. */
function awsRoom(): Promise<AwsRoom> {
  return import('../aws/index');
}

export function openConnectionWith(emulator: EmulatorProcess): OpenConnection {
  return async (connection, admit): Promise<OpenCloud> => {
    const { connect } = await awsRoom();
    return connection.kind === 'emulator'
      ? connect({ connection, admit, emulatorEndpoint: await emulator.start() })
      : connect({ connection, admit });
  };
}

/** The profiles of the user's AWS configuration, by name. */
export async function listProfiles(): Promise<Profile[]> {
  return (await awsRoom()).listProfiles();
}
