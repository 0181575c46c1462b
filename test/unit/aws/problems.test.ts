// Failures as a person is told of them: the thing, the cause, the next step, and the way out.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import { translate } from '../../../src/aws/problems';
import type { Connection } from '../../../src/model/connection';
import type { ProblemKind } from '../../../src/model/problem';
import { isolatedAwsFiles, KEYS } from '../support/awsFiles';
import { failureOf, kindsOf, problemOf } from '../support/problems';
import { functions, groups, world } from '../support/scenarios';
import { TestEmulator } from '../support/testEmulator';

const files = isolatedAwsFiles();
const OPTIONS = { priority: 'user' } as const;
const PROFILE: Connection = { kind: 'profile', profile: 'web', region: 'us-east-1' };

let emulator: TestEmulator;
let cloud: OpenCloud;
beforeAll(async () => {
  emulator = await TestEmulator.start({
    scenario: world({
      targetGroups: [...groups(1), { name: 'hooks', targetType: 'lambda' }],
      functions: functions(1, 1),
    }),
  });
});
beforeEach(async () => {
  await emulator.reset();
  await files.config(`[profile web]\nregion = us-east-1\nendpoint_url = ${emulator.url}\n${KEYS}`);
  cloud = await open(PROFILE);
  // Retries come at once.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => {
    random.mockRestore();
    cloud.close();
  };
});
afterAll(() => emulator.close());

function open(connection: Connection, emulatorEndpoint = emulator.url): Promise<OpenCloud> {
  return connect({ connection, emulatorEndpoint, admit: () => Promise.resolve() });
}

const target = { id: '10.0.0.77', port: 80 };

describe('an answer of refusal', () => {
  const cases: {
    code: string;
    kind: ProblemKind;
    says: string[];
    remedies: string[];
    status?: number;
    attempts?: number;
  }[] = [
    {
      code: 'ExpiredToken',
      kind: 'expiredToken',
      says: ['web · us-east-1', 'expired', 'aws sso login --profile web', 'retry'],
      remedies: ['retry', 'editConfiguration'],
    },
    {
      code: 'ExpiredTokenException',
      kind: 'expiredToken',
      says: ['web · us-east-1', 'expired', 'aws sso login --profile web'],
      remedies: ['retry', 'editConfiguration'],
    },
    {
      code: 'InvalidClientTokenId',
      kind: 'credentials',
      says: ['web · us-east-1', 'InvalidClientTokenId', 'Check the profile'],
      remedies: ['retry', 'editConfiguration'],
    },
    {
      code: 'SignatureDoesNotMatch',
      kind: 'credentials',
      says: ['SignatureDoesNotMatch', 'clock'],
      remedies: ['retry', 'editConfiguration'],
    },
    {
      code: 'AccessDenied',
      kind: 'accessDenied',
      says: [
        'web · us-east-1',
        'elasticloadbalancing:RegisterTargets is not allowed.',
        'Ask for that permission',
      ],
      remedies: ['retry'],
    },
    {
      code: 'AccessDeniedException',
      kind: 'accessDenied',
      says: ['elasticloadbalancing:RegisterTargets'],
      remedies: ['retry'],
    },
    ...['Throttling', 'ThrottlingException', 'RequestLimitExceeded'].map((code) => ({
      code,
      kind: 'throttled' as const,
      says: ['web · us-east-1', `${code} on RegisterTargets`, 'retry'],
      remedies: ['retry'],
      attempts: 3,
    })),
    {
      code: 'TargetGroupNotFound',
      kind: 'notFound',
      says: ['web · us-east-1', 'the target group', 'no longer exists', 'Refresh'],
      remedies: ['refresh'],
    },
    {
      code: 'TooManyTargets',
      kind: 'quota',
      says: [
        'web · us-east-1',
        'the quota “Targets per Target Group” is reached (TooManyTargets)',
        'Deregister targets first',
        'Service Quotas',
      ],
      remedies: [],
    },
    {
      code: 'TooManyRegistrationsForTargetId',
      kind: 'quota',
      says: [
        'the quota “Number of times a target can be registered per Application Load Balancer” is reached',
        'on other ports or from other groups',
      ],
      remedies: [],
    },
    {
      code: 'InvalidTarget',
      kind: 'invalid',
      says: ['web · us-east-1', 'RegisterTargets was refused (InvalidTarget)'],
      remedies: ['showLog'],
    },
    {
      code: 'InternalFailure',
      kind: 'service',
      status: 500,
      says: ['web · us-east-1', 'RegisterTargets (InternalFailure)', 'retry'],
      remedies: ['retry', 'showLog'],
      attempts: 3,
    },
  ];

  it.each(cases)('$code', async ({ code, kind, says, remedies, status, attempts = 1 }) => {
    await emulator.fail({
      action: 'RegisterTargets',
      code,
      times: 3,
      ...(status === undefined ? {} : { status }),
    });
    const problem = await problemOf(cloud.registerTargets(emulator.group('group-000'), [target], OPTIONS));
    expect(problem).toMatchObject({ kind, code });
    for (const words of says) expect(problem.message).toContain(words);
    expect(problem.message).not.toMatch(/\.\.|\(\)|undefined/);
    expect(kindsOf(problem)).toEqual(remedies);
    expect(await emulator.count('RegisterTargets')).toBe(attempts);
  });

  it.each([
    ['GetCallerIdentity', () => cloud.identity(OPTIONS), 'sts:GetCallerIdentity'],
    [
      'DescribeInstances',
      () => cloud.instancesById(['i-00000000000000000'], OPTIONS),
      'ec2:DescribeInstances',
    ],
    ['ListFunctions', () => cloud.functions(OPTIONS), 'lambda:ListFunctions'],
    [
      'DescribeAutoScalingInstances',
      () => cloud.autoScalingOwners(['i-00000000000000000'], OPTIONS),
      'autoscaling:DescribeAutoScalingInstances',
    ],
  ])('names the IAM action of %s', async (action, call, iamAction) => {
    await emulator.fail({
      action,
      code: action.startsWith('List') ? 'AccessDeniedException' : 'AccessDenied',
    });
    const problem = await problemOf(call());
    expect(problem.kind).toBe('accessDenied');
    expect(problem.message).toContain(`${iamAction} is not allowed`);
  });

  it.each([
    [
      'because no identity-based policy allows the elasticloadbalancing:RegisterTargets action',
      'the IAM action elasticloadbalancing:RegisterTargets is not allowed.',
    ],
    [
      'with an explicit deny in a service control policy',
      'the IAM action elasticloadbalancing:RegisterTargets is denied explicitly by a service control policy.',
    ],
    [
      'with an explicit deny',
      'the IAM action elasticloadbalancing:RegisterTargets is denied explicitly by a policy.',
    ],
  ])('tells a permission that is missing from one that is denied: %s', async (why, says) => {
    const message = `User: arn:aws:sts::111122223333:assumed-role/ops/me is not authorized to perform: elasticloadbalancing:RegisterTargets on resource: arn:aws:x ${why}`;
    await emulator.fail({ action: 'RegisterTargets', code: 'AccessDenied', message });
    const problem = await problemOf(cloud.registerTargets(emulator.group('group-000'), [target], OPTIONS));
    expect(problem.message).toContain(says);
  });

  it.each([
    [
      "The maximum number of targets '1000' for target group 'x' has been reached",
      'Targets per Target Group',
    ],
    ["The maximum number of targets per load balancer '1000' has been reached", 'Targets per load balancer'],
    [
      "The maximum number of targets per Availability Zone per load balancer '500' has been reached",
      'Targets per Availability Zone per Network Load Balancer',
    ],
  ])('names the quota by the API’s words: %s', async (message, quota) => {
    await emulator.fail({ action: 'RegisterTargets', code: 'TooManyTargets', message });
    const problem = await problemOf(cloud.registerTargets(emulator.group('group-000'), [target], OPTIONS));
    expect(problem.message).toContain(`the quota “${quota}” is reached (TooManyTargets): ${message}.`);
  });

  it('names the group that is gone', async () => {
    const gone = emulator.group('group-000').replace('group-000', 'gone-web');
    const problem = await problemOf(cloud.targetHealth(gone, OPTIONS));
    expect(problem).toMatchObject({ kind: 'notFound', code: 'TargetGroupNotFound' });
    expect(problem.message).toContain('the target group “gone-web” no longer exists');
  });

  it('gives the API’s own words about a target', async () => {
    const call = cloud.registerTargets(emulator.group('group-000'), [{ id: '8.8.8.8', port: 80 }], OPTIONS);
    const problem = await problemOf(call);
    expect(problem).toMatchObject({ kind: 'invalid', code: 'InvalidTarget' });
    expect(problem.message).toContain('8.8.8.8');
  });

  it('says which function may not be invoked, in whole sentences', async () => {
    const arn = `${emulator.functionArn('function-000')}:alias-000`;
    const problem = await problemOf(cloud.registerTargets(emulator.group('hooks'), [{ id: arn }], OPTIONS));
    expect(problem.kind).toBe('accessDenied');
    expect(problem.message).toContain(`does not have permission to invoke ${arn}`);
    expect(problem.message).toMatch(/\. Ask for that permission/);
    expect(problem.message).not.toContain('..');
  });
});

describe('no answer', () => {
  it('from a port where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const endpoint = `http://127.0.0.1:${port}`;
    await files.config(`[profile web]\nendpoint_url = ${endpoint}\n${KEYS}`);
    const lost = await open(PROFILE);
    const problem = await problemOf(lost.identity(OPTIONS));
    lost.close();
    expect(problem).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
    expect(problem.message).toBe(
      `web · us-east-1: the endpoint ${endpoint} cannot be reached (ECONNREFUSED). Check the network, the VPN and the profile's Region and endpoint_url, then retry.`,
    );
    expect(kindsOf(problem)).toEqual(['retry', 'editConfiguration']);

    const ended = await open({ kind: 'emulator', region: 'us-east-1' }, endpoint);
    const ofEmulator = await problemOf(ended.identity(OPTIONS));
    ended.close();
    expect(ofEmulator.message).toContain(`The emulator does not answer at ${endpoint}`);
    expect(kindsOf(ofEmulator)).toEqual(['startEmulator', 'showLog']);
  });

  it('because the connection is dropped, each time', async () => {
    await emulator.fail({ action: 'RegisterTargets', drop: true, times: 3 });
    const problem = await problemOf(cloud.registerTargets(emulator.group('group-000'), [target], OPTIONS));
    expect(problem).toMatchObject({ kind: 'unreachable', code: 'ECONNRESET' });
    expect(problem.message).toContain(emulator.url);
    expect(await emulator.count('RegisterTargets')).toBe(3);
  });
});

describe('no credentials', () => {
  it('because the profile is not there', async () => {
    await files.config('[profile other]\nregion = us-east-1\n');
    const problem = await problemOf(open(PROFILE));
    expect(problem.kind).toBe('unknownProfile');
    expect(problem.message).toContain('The profile “web” is not in the AWS configuration. Add it there');
    expect(kindsOf(problem)).toEqual(['editConfiguration', 'addConnection', 'retry']);
  });

  it('because the profile has none', async () => {
    await files.config(`[profile web]\nendpoint_url = ${emulator.url}\n`);
    const bare = await open(PROFILE);
    const problem = await problemOf(bare.identity(OPTIONS));
    bare.close();
    expect(problem.kind).toBe('credentials');
    expect(problem.message).toContain('the profile “web” gives no credentials');
    expect(problem.message).toContain('Check it in the AWS configuration, then retry.');
    expect(kindsOf(problem)).toEqual(['retry', 'editConfiguration']);
  });

  it('because nobody has signed in', async () => {
    await files.config(
      `[profile web]\nendpoint_url = ${emulator.url}\nsso_session = corporate\nsso_account_id = 111122223333\n` +
        'sso_role_name = web\n[sso-session corporate]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n',
    );
    const signedOut = await open(PROFILE);
    const problem = await problemOf(signedOut.identity(OPTIONS));
    signedOut.close();
    expect(problem.kind).toBe('expiredToken');
    expect(problem.message).toContain('aws sso login --profile web');
    expect(kindsOf(problem)).toEqual(['retry', 'editConfiguration']);
  });
});

describe('an abort', () => {
  it('is the signal’s reason, and not a problem', async () => {
    await emulator.fail({ action: 'DescribeTargetHealth', delayMilliseconds: 60_000 });
    const controller = new AbortController();
    const call = failureOf(
      cloud.targetHealth(emulator.group('group-000'), { ...OPTIONS, signal: controller.signal }),
    );
    await vi.waitFor(async () => {
      expect(await emulator.count('DescribeTargetHealth')).toBe(1);
    });
    controller.abort();
    expect(await call).toBe(controller.signal.reason);
    expect(controller.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('before the call sends nothing', async () => {
    const reason = new Error('Enough');
    const call = cloud.identity({ ...OPTIONS, signal: AbortSignal.abort(reason) });
    expect(await failureOf(call)).toBe(reason);
    expect(await emulator.requests()).toEqual([]);
  });
});

describe('what is no answer of the API', () => {
  const call = { connection: PROFILE, operation: 'RegisterTargets', iamPrefix: 'x', endpoint: undefined };

  it('is told all the same', () => {
    expect(translate('a string', call)).toMatchObject({
      kind: 'service',
      message: 'RegisterTargets failed: a string',
    });
  });

  it('stays an abort that it was before', () => {
    const abort = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    expect(translate(abort, call)).toBe(abort);
  });

  it('stays a problem that it was before', () => {
    const problem = translate('a string', call);
    expect(translate(problem, call)).toBe(problem);
  });
});
