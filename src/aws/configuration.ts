// Reads the user's AWS configuration: profiles, their Regions, and configured endpoints.
import { loadConfig, loadSharedConfigFiles, CONFIG_PREFIX_SEPARATOR } from '@smithy/core/config';

export interface Profile {
  readonly name: string;
  readonly region?: string;
  /** How the profile signs in, in words: `SSO`, `assumes a role`, `runs a process`, `access key`. */
  readonly signsInBy?: string;
}

/**
 * The connection without a profile: what the provider chain finds by itself. Named as the SDKs name it when no section
 * of the files has that name.
 */
const DEFAULT_PROFILE = 'default';
const ENVIRONMENT_CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
const BY_ENVIRONMENT = 'credentials of the environment';

/**
 * The profiles of the configuration and credentials files, by name; files that are missing count as empty. Where they
 * have no `default` and the environment holds credentials, those are offered under that name.
 */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  // Sections such as `sso-session.NAME` and `services.NAME` stand in the same table.
  const names = new Set(
    [...Object.keys(configFile), ...Object.keys(credentialsFile)].filter(
      (name) =>
        !['sso-session', 'services'].some((section) => name.startsWith(section + CONFIG_PREFIX_SEPARATOR)),
    ),
  );
  const byEnvironment: Profile[] =
    !names.has(DEFAULT_PROFILE) &&
    ENVIRONMENT_CREDENTIALS.some((variable) => process.env[variable] !== undefined)
      ? [
          {
            name: DEFAULT_PROFILE,
            signsInBy: BY_ENVIRONMENT,
            ...(process.env.AWS_REGION === undefined ? {} : { region: process.env.AWS_REGION }),
          },
        ]
      : [];
  const inFiles = [...names].sort().map((name): Profile => {
    const values: Readonly<Record<string, string | undefined>> = {
      ...configFile[name],
      ...credentialsFile[name],
    };
    const signsInBy = wayToSignIn(values);
    return {
      name,
      ...(values.region === undefined ? {} : { region: values.region }),
      ...(signsInBy === undefined ? {} : { signsInBy }),
    };
  });
  return [...byEnvironment, ...inFiles];
}

/** Whether the profile stands for the credentials of the environment, and for no section of the files. */
export function isByEnvironment(profile: Profile): boolean {
  return profile.signsInBy === BY_ENVIRONMENT;
}

/**
 * The endpoint that the user configured for a service, with the precedence of the AWS SDKs' reference guide ("Service-
 * specific endpoints"): `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, the
 * profile's `endpoint_url`. The SDK's own look-up reads the default profile whatever profile a client has, so it is
 * done here.
 */
export async function configuredEndpoint(serviceId: string, profile: string): Promise<string | undefined> {
  const source = { profile, ignoreCache: true };
  const ignored = await loadConfig<boolean>(
    {
      environmentVariableSelector: (env) => isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS),
      configFileSelector: (values) => isTrue(values.ignore_configured_endpoint_urls),
      default: false,
    },
    source,
  )();
  if (ignored) return undefined;
  const service = serviceId.replaceAll(' ', '_');
  return loadConfig<string | undefined>(
    {
      // As for the SDKs, a variable that is empty is one that is not set.
      environmentVariableSelector: (env) =>
        [env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`], env.AWS_ENDPOINT_URL].find(Boolean),
      configFileSelector: (values, files) => {
        const section =
          values.services === undefined
            ? undefined
            : files?.[`services${CONFIG_PREFIX_SEPARATOR}${values.services}`];
        return (
          section?.[`${service.toLowerCase()}${CONFIG_PREFIX_SEPARATOR}endpoint_url`] ?? values.endpoint_url
        );
      },
      default: undefined,
    },
    source,
  )();
}

function isTrue(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : value.toLowerCase() === 'true';
}

function wayToSignIn(values: Readonly<Record<string, string | undefined>>): string | undefined {
  if (values.sso_session !== undefined || values.sso_start_url !== undefined) return 'SSO';
  if (values.role_arn !== undefined) return 'assumes a role';
  if (values.credential_process !== undefined) return 'runs a process';
  if (values.aws_access_key_id !== undefined) return 'access key';
  return undefined;
}
