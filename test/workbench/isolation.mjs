// An environment in which no test reaches the real AWS configuration or the VS Code it was started from.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {{ config?: string, credentials?: string }} AwsFiles the text of ~/.aws/config and ~/.aws/credentials */

/**
 * @param {string} home a folder to stand for the user's
 * @param {AwsFiles} [files]
 * @returns {Promise<NodeJS.ProcessEnv>} to spread over the present environment
 */
export async function isolatedEnvironment(home, { config = '', credentials = '' } = {}) {
  const aws = join(home, '.aws');
  await mkdir(aws, { recursive: true });
  await writeFile(join(aws, 'config'), config);
  await writeFile(join(aws, 'credentials'), credentials);
  const inherited = Object.keys(process.env).filter((name) =>
    /^(AWS|VSCODE|ELECTRON)_|^NODE_OPTIONS$/.test(name),
  );
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    HOME: home,
    USERPROFILE: home,
    AWS_CONFIG_FILE: join(aws, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(aws, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
