// The commands as they are printed, and what a real shell makes of them.
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import {
  changeCommands,
  type CliPlace,
  describeCommand,
  healthCommand,
  inTurn,
} from '../../../src/model/awsCli';
import type { TargetIdentity } from '../../../src/model/target';
import { FUNCTION_ARN, GROUP_ARN } from './samples';

const PROFILE: CliPlace = {
  connection: { kind: 'profile', profile: 'prod', region: 'eu-west-1' },
  profile: 'prod',
  endpoint: undefined,
};
const ENVIRONMENT: CliPlace = { ...PROFILE, profile: undefined };
const EMULATOR: CliPlace = {
  connection: { kind: 'emulator', region: 'us-east-1' },
  profile: undefined,
  endpoint: 'http://127.0.0.1:4566',
};

/** The words that a POSIX shell passes on, by command; none of them is empty. */
function asSplitByShell(commands: readonly string[]): string[][] {
  const script = commands.map((command) => `printf '%s\\0' ${command}; printf '\\0'`).join('\n');
  const printed = execFileSync('sh', ['-c', script]).toString();
  return printed
    .split('\0\0')
    .slice(0, -1)
    .map((command) => command.split('\0'));
}

describe('a command', () => {
  it('names profile and Region, on one line where it is short', () => {
    expect(describeCommand(PROFILE, 'arn:x')).toBe(
      'aws elbv2 describe-target-groups --profile prod --region eu-west-1 --target-group-arns arn:x',
    );
  });

  it('has a line for each option and each target where it is long', () => {
    const targets = [
      { id: '10.0.1.5', port: 80 },
      { id: 'fd00::1', port: 8080, availabilityZone: 'all' },
    ];
    expect(changeCommands(PROFILE, 'register', GROUP_ARN, targets)).toEqual([
      [
        'aws elbv2 register-targets \\',
        '  --profile prod \\',
        '  --region eu-west-1 \\',
        `  --target-group-arn ${GROUP_ARN} \\`,
        '  --targets \\',
        '    Id=10.0.1.5,Port=80 \\',
        '    Id=fd00::1,Port=8080,AvailabilityZone=all',
      ].join('\n'),
    ]);
  });

  it('names no profile where the credentials are the environment’s', () => {
    expect(healthCommand(ENVIRONMENT, 'arn:x')).toBe(
      'aws elbv2 describe-target-health --region eu-west-1 --target-group-arn arn:x',
    );
  });

  it('goes to the emulator with its endpoint and with credentials, without which the CLI sends nothing', () => {
    expect(changeCommands(EMULATOR, 'deregister', 'arn:x', [{ id: 'i-0abc', port: 80 }])).toEqual([
      [
        'AWS_ACCESS_KEY_ID=emulator AWS_SECRET_ACCESS_KEY=emulator aws elbv2 deregister-targets \\',
        '  --region us-east-1 \\',
        '  --endpoint-url http://127.0.0.1:4566 \\',
        '  --target-group-arn arn:x \\',
        '  --targets Id=i-0abc,Port=80',
      ].join('\n'),
    ]);
  });

  it('has no port for a function, and its version is safe from the shell', () => {
    expect(healthCommand(ENVIRONMENT, 'arn:x', [{ id: `${FUNCTION_ARN}:$LATEST` }])).toContain(
      `--targets 'Id=${FUNCTION_ARN}:$LATEST'`,
    );
  });
});

it('is followed by the next one only where it succeeds', () => {
  const script = inTurn(['echo 1', 'false', 'echo 2']);
  expect(execFileSync('sh', ['-c', `{ ${script}; } || echo stopped`]).toString()).toBe('1\nstopped\n');
});

test.each([
  [0, []],
  [1, [1]],
  [200, [200]],
  [201, [200, 1]],
  [1000, [200, 200, 200, 200, 200]],
])('%d targets make calls of %j', (count, sizes) => {
  const targets = Array.from({ length: count }, (_, index) => ({ id: '10.0.0.1', port: index + 1 }));
  const commands = changeCommands(PROFILE, 'register', GROUP_ARN, targets);
  expect(commands.map((command) => command.match(/Id=/g)?.length)).toEqual(sizes);
});

it('reaches the CLI through a shell as it is meant, whatever the names and ids', () => {
  const odd = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from(` '"\\$\`!*?~#;&|<>(){}[]=,\n\t`)),
        fc.string({ minLength: 1 }),
      ),
    })
    .filter((text) => text !== '' && !text.includes('\0'));
  const plain = fc.constantFrom('10.0.1.5', 'fd00::1', 'i-0123456789abcdef0', `${FUNCTION_ARN}:$LATEST`);
  const target: fc.Arbitrary<TargetIdentity> = fc.record(
    { id: fc.oneof(plain, odd), port: fc.integer({ min: 1, max: 65535 }), availabilityZone: odd },
    { requiredKeys: ['id'] },
  );
  const cases = fc.record({
    profile: odd,
    region: odd,
    endpoint: odd,
    arn: odd,
    targets: fc.array(target, { minLength: 1, maxLength: 5 }),
  });
  // One shell for many commands: starting one is what takes the time.
  fc.assert(
    fc.property(fc.array(cases, { minLength: 20, maxLength: 20 }), (all) => {
      const commands = all.map(({ profile, region, endpoint, arn, targets }) =>
        changeCommands(
          { connection: { kind: 'profile', profile, region }, profile, endpoint },
          'deregister',
          arn,
          targets,
        ).join('\n'),
      );
      expect(asSplitByShell(commands)).toEqual(
        all.map(({ profile, region, endpoint, arn, targets }) => [
          ...['aws', 'elbv2', 'deregister-targets'],
          ...['--profile', profile, '--region', region, '--endpoint-url', endpoint],
          ...['--target-group-arn', arn, '--targets', ...targets.map(inShorthand)],
        ]),
      );
    }),
    { numRuns: 25 },
  );
});

/** The CLI's shorthand escapes quotes and backslashes, and nothing else. */
function inShorthand({ id, port, availabilityZone }: TargetIdentity): string {
  const value = (text: string) =>
    /[^\w.:/$+-]/.test(text) ? `"${text.split('\\').join('\\\\').split('"').join('\\"')}"` : text;
  return [
    `Id=${value(id)}`,
    ...(port === undefined ? [] : [`Port=${port}`]),
    ...(availabilityZone === undefined ? [] : [`AvailabilityZone=${value(availabilityZone)}`]),
  ].join(',');
}
