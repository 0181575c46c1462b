// The user's AWS configuration: which profiles there are, and which endpoint is configured for a service.
import { beforeEach, describe, expect, it } from 'vitest';
import { configuredEndpoint, listProfiles } from '../../../src/aws/configuration';
import { isolatedAwsFiles, KEYS } from '../support/awsFiles';

const files = isolatedAwsFiles();

describe('profiles', () => {
  it('are those of both files, by name, each once', async () => {
    await files.config(
      '[default]\nregion = us-east-1\n[profile web]\nregion = eu-west-1\n[profile shared]\n output = json\n',
    );
    await files.credentials(`[shared]\n${KEYS}[alone]\n${KEYS}`);
    expect((await listProfiles()).map(({ name }) => name)).toEqual(['alone', 'default', 'shared', 'web']);
  });

  it('are not the sections for SSO sessions and services', async () => {
    await files.config(
      '[sso-session corporate]\nsso_region = us-east-1\n[services local]\nec2 =\n  endpoint_url = http://127.0.0.1:1\n' +
        '[profile web]\nsso_session = corporate\nservices = local\n',
    );
    expect((await listProfiles()).map(({ name }) => name)).toEqual(['web']);
  });

  it('are none where there are no files', async () => {
    expect(await listProfiles()).toEqual([]);
  });

  it('have their Region, from either file', async () => {
    await files.config('[profile web]\nregion = eu-west-1\n[profile bare]\noutput = json\n');
    await files.credentials(`[keys]\n${KEYS}region = us-west-2\n`);
    expect(Object.fromEntries((await listProfiles()).map(({ name, region }) => [name, region]))).toEqual({
      web: 'eu-west-1',
      bare: undefined,
      keys: 'us-west-2',
    });
  });

  it('say how they sign in', async () => {
    await files.config(
      '[profile sso]\nsso_session = corporate\n[profile old-sso]\nsso_start_url = https://example.awsapps.com/start\n' +
        '[profile role]\nrole_arn = arn:aws:iam::111122223333:role/web\nsource_profile = keys\n' +
        '[profile process]\ncredential_process = /bin/credentials\n[profile none]\nregion = us-east-1\n',
    );
    await files.credentials(`[keys]\n${KEYS}`);
    const ways = Object.fromEntries((await listProfiles()).map(({ name, signsInBy }) => [name, signsInBy]));
    expect(ways).toEqual({
      sso: 'SSO',
      'old-sso': 'SSO',
      role: 'assumes a role',
      process: 'runs a process',
      keys: 'access key',
      none: undefined,
    });
  });

  it('have the credentials of the environment for a default, where the files have none', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    process.env.AWS_REGION = 'eu-west-1';
    await files.config('[profile web]\nregion = us-east-1\n');
    expect(await listProfiles()).toEqual([
      { name: 'default', region: 'eu-west-1', signsInBy: 'credentials of the environment' },
      { name: 'web', region: 'us-east-1' },
    ]);
    await files.config(`[default]\n${KEYS}`);
    expect(await listProfiles()).toEqual([{ name: 'default', signsInBy: 'access key' }]);
  });

  it('are read anew each time', async () => {
    await files.config('[profile one]\nregion = us-east-1\n');
    await listProfiles();
    await files.config('[profile two]\nregion = us-east-1\n');
    expect((await listProfiles()).map(({ name }) => name)).toEqual(['two']);
  });
});

describe('a configured endpoint', () => {
  const elb = (profile = 'web') => configuredEndpoint('Elastic Load Balancing v2', profile);

  beforeEach(() =>
    files.config(
      '[default]\nendpoint_url = http://default\n' +
        '[profile web]\nendpoint_url = http://profile\nservices = local\n' +
        '[profile plain]\nregion = us-east-1\n' +
        '[profile only-url]\nendpoint_url = http://only\n' +
        '[services local]\nelastic_load_balancing_v2 =\n  endpoint_url = http://section\nauto_scaling =\n  endpoint_url = http://scaling\n',
    ),
  );

  it('is looked for in this order', async () => {
    process.env.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 = 'http://variable-of-service';
    process.env.AWS_ENDPOINT_URL = 'http://variable';
    expect(await elb()).toBe('http://variable-of-service');
    delete process.env.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2;
    expect(await elb()).toBe('http://variable');
    delete process.env.AWS_ENDPOINT_URL;
    expect(await elb()).toBe('http://section');
    expect(await elb('only-url')).toBe('http://only');
  });

  it('of a service does not count for another', async () => {
    process.env.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 = 'http://variable-of-service';
    expect(await configuredEndpoint('EC2', 'web')).toBe('http://profile');
    expect(await configuredEndpoint('Auto Scaling', 'web')).toBe('http://scaling');
  });

  it('of the default profile is not that of another', async () => {
    expect(await elb('plain')).toBeUndefined();
    expect(await elb('default')).toBe('http://default');
  });

  it('is none where a variable is set to nothing', async () => {
    process.env.AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 = '';
    process.env.AWS_ENDPOINT_URL = '';
    expect(await elb('plain')).toBeUndefined();
    expect(await elb('web')).toBe('http://section');
    process.env.AWS_ENDPOINT_URL = 'http://variable';
    expect(await elb('web')).toBe('http://variable');
  });

  it('can be ignored by a variable, whatever names one', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://variable';
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'TRUE';
    expect(await elb()).toBeUndefined();
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'false';
    expect(await elb()).toBe('http://variable');
  });

  it('can be ignored by the profile', async () => {
    await files.config(
      '[profile web]\nendpoint_url = http://profile\nignore_configured_endpoint_urls = true\n',
    );
    expect(await elb()).toBeUndefined();
  });
});
