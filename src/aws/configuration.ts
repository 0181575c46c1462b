// Reads the user's AWS configuration: profiles, their Regions, and configured endpoints.
import { loadConfig, loadSharedConfigFiles, CONFIG_PREFIX_SEPARATOR } from '@smithy/core/config';

export interface Profile {
  readonly name: string;
  readonly region?: string;
  /** How the profile signs in, in words: `SSO`, `assumes a role`, `runs a process`, `access key`. */
  readonly signsInBy?: string;
}

/** The profiles of the configuration and credentials files, by name. Files that are missing count as empty. */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  // Sections such as `sso-session.NAME` and `services.NAME` stand in the same table.
  const names = new Set(
    [...Object.keys(configFile), ...Object.keys(credentialsFile)].filter(
      (name) =>
        !['sso-session', 'services'].some((section) => name.startsWith(section + CONFIG_PREFIX_SEPARATOR)),
    ),
  );
  return [...names].sort().map((name) => {
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
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL,
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
