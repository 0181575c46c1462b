// The user's AWS configuration for a test: files in a directory of their own, and no variable of the real environment.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export interface AwsFiles {
  config(text: string): Promise<void>;
  credentials(text: string): Promise<void>;
}

/** Isolates each test of the file or block it is called in; the environment is put back afterwards. */
export function isolatedAwsFiles(): AwsFiles {
  let directory = '';
  let before: NodeJS.ProcessEnv = {};

  beforeEach(async () => {
    before = { ...process.env };
    directory = await mkdtemp(join(tmpdir(), 'aws-configuration-'));
    for (const name of Object.keys(process.env))
      if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
    process.env.AWS_CONFIG_FILE = join(directory, 'config');
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(directory, 'credentials');
    // Where a machine's own role would come from, there is nobody to ask.
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    process.env.HOME = directory;
  });

  afterEach(async () => {
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    await rm(directory, { recursive: true });
  });

  return {
    config: (text) => writeFile(join(directory, 'config'), text),
    credentials: (text) => writeFile(join(directory, 'credentials'), text),
  };
}

export const KEYS = 'aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n';
