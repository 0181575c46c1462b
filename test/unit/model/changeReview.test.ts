// The review as people read it: whole for one case, and what changes from case to case.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CliPlace } from '../../../src/model/awsCli';
import type { CheckedChanges, Verdict } from '../../../src/model/changeChecks';
import { planChanges, type PlanInput } from '../../../src/model/changePlan';
import { type ChangeReview, reviewText } from '../../../src/model/changeReview';
import { changeId, type PendingChange, type ProposedChange } from '../../../src/model/pendingChange';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { bullet, textTable } from '../../../src/model/textTable';
import { FUNCTION_ARN, functionGroup, group, GROUP_ARN, registered } from './samples';

const PLACE: CliPlace = {
  connection: { kind: 'profile', profile: 'prod', region: 'us-east-1' },
  profile: 'prod',
  endpoint: undefined,
};
const NOW = new Date(2026, 0, 15, 9, 5, 7).getTime();
const OK: Verdict = { level: 'ok', message: 'It is in order.' };

function pending(change: ProposedChange): PendingChange {
  const scope = { connectionId: 'profile:prod@us-east-1', groupArn: GROUP_ARN, groupName: 'checkout-web' };
  return { ...scope, ...change, id: changeId(scope, change.target), stagedAt: 0 };
}

interface Case extends Partial<Omit<PlanInput, 'changes' | 'group'>> {
  readonly group?: TargetGroup;
  readonly changes: readonly ProposedChange[];
  /** By the place of the change. */
  readonly verdicts?: Readonly<Record<number, readonly Verdict[]>>;
  readonly consequences?: readonly string[];
  readonly quota?: CheckedChanges['quota'];
}

function review({ verdicts = {}, consequences = [], quota, ...given }: Case): ChangeReview {
  const changes = given.changes.map(pending);
  const input: PlanInput = {
    group: group(),
    registered: [],
    drainingUntil: new Map(),
    now: NOW,
    ...given,
    changes,
  };
  return reviewText({
    group: input.group,
    checked: {
      registered: input.registered,
      plan: planChanges(input),
      verdicts: new Map(changes.map(({ id }, index) => [id, verdicts[index] ?? [OK]])),
      consequences,
      quota,
    },
    place: PLACE,
    connection: 'prod · us-east-1',
    accountId: '111122223333',
    at: NOW,
  });
}

/** The lines of a section of the document. */
function section({ text }: ChangeReview, title: string): string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(`## ${title}`);
  if (start === -1) return [];
  const end = lines.findIndex((line, index) => index > start && line.startsWith('## '));
  return lines.slice(start + 2, end === -1 ? -1 : end - 1);
}

it('reads well', () => {
  const { text, commandsLine } = review({
    registered: [
      registered('10.0.1.1', 'healthy', { port: 80 }),
      registered('10.0.1.2', 'healthy', { port: 80 }),
      registered('10.0.1.3', 'unhealthy', { port: 80 }),
      registered('10.0.1.4', 'draining', { port: 80 }),
    ],
    changes: [
      { action: 'deregister', target: { id: '10.0.1.1', port: 80 }, targetName: 'web | old' },
      { action: 'register', target: { id: '10.0.1.8', port: 8080 } },
      { action: 'register', target: { id: '192.168.1.9', port: 80, availabilityZone: 'all' } },
      { action: 'register', target: { id: '10.0.1.4', port: 80 } },
      { action: 'register', target: { id: '10.0.1.2', port: 80 } },
    ],
    verdicts: {
      2: [{ level: 'refusal', message: 'It belongs to a load balancer.' }],
      3: [{ level: 'warning', message: `It drains. ${'It waits for that. '.repeat(6)}` }],
      4: [{ level: 'ok', message: 'Registered already: nothing is sent.' }],
    },
    consequences: ['checkout-web drains for up to 5 minutes.'],
    quota: { known: 1000 },
  });
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    # Pending changes of checkout-web

    - Connection:   prod · us-east-1, account 111122223333
    - Target group: arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/checkout-web/73e2d6bc24d8a067
    - Reviewed:     2026-01-15 09:05:07
    - Verdict:      1 refusal, 1 warning, 3 ok

    ## What is sent

    1. RegisterTargets, 2 targets
    2. DeregisterTargets, 1 target

    - not sent until the drain is over: 1 register
    - not sent, since it is so already: 1 change

    New targets are registered before others leave, so that no capacity is lost in
    between.

    ## Changes

    |   # | Call  | Action     | Target      | Port | Zone | Name       | Verdict |
    | --: | ----- | ---------- | ----------- | ---: | ---- | ---------- | ------- |
    |   1 | 1     | register   | 10.0.1.8    | 8080 |      |            | ok      |
    |   2 | 1     | register   | 192.168.1.9 |   80 | all  |            | refusal |
    |   3 | 2     | deregister | 10.0.1.1    |   80 |      | web \\| old | ok      |
    |   4 | waits | register   | 10.0.1.4    |   80 |      |            | warning |
    |   5 | none  | register   | 10.0.1.2    |   80 |      |            | ok      |

    ## What the checks say

    The API may refuse a whole call for one of its targets: remove what is refused,
    or mend it, before applying.

    - refusal (2, 192.168.1.9:80): It belongs to a load balancer.
    - warning (4, 10.0.1.4:80): It drains. It waits for that. It waits for that. It
      waits for that. It waits for that. It waits for that. It waits for that.
    - ok (1, 3): It is in order.
    - ok (5): Registered already: nothing is sent.

    ## Healthy targets

    | When                                          | Healthy | Registered |
    | --------------------------------------------- | ------: | ---------: |
    | now                                           |       2 |          3 |
    | after it, until new targets pass their checks |       1 |          4 |
    | when all of them have passed                  |       3 |          4 |

    ## Consequences

    - checkout-web drains for up to 5 minutes.

    ## Quota

    Targets per Target Group: 1,000. 4 are listed, those that drain included, so 996
    are free; the apply adds 2.

    ## The same with the AWS CLI

    \`\`\`sh
    aws elbv2 register-targets \\
      --profile prod \\
      --region us-east-1 \\
      --target-group-arn arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/checkout-web/73e2d6bc24d8a067 \\
      --targets \\
        Id=10.0.1.8,Port=8080 \\
        Id=192.168.1.9,Port=80,AvailabilityZone=all &&
    aws elbv2 deregister-targets \\
      --profile prod \\
      --region us-east-1 \\
      --target-group-arn arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/checkout-web/73e2d6bc24d8a067 \\
      --targets Id=10.0.1.1,Port=80
    \`\`\`
    "
  `);
  expect(text.split('\n')[commandsLine ?? 0]).toBe('```sh');
});

describe('what is sent', () => {
  const two: readonly ProposedChange[] = [
    { action: 'register', target: { id: '10.0.1.8', port: 80 } },
    { action: 'deregister', target: { id: '10.0.1.1', port: 80 } },
  ];
  const registeredOnes = [registered('10.0.1.1', 'healthy', { port: 80 })];

  it('is nothing, without commands, where everything is so already', () => {
    const { text, commandsLine, commands } = review({ changes: two.slice(1) });
    expect(section(review({ changes: two.slice(1) }), 'What is sent')).toEqual([
      'Nothing.',
      '',
      '- not sent, since it is so already: 1 change',
    ]);
    expect(text).not.toContain('```');
    expect(text).not.toContain('## Healthy targets');
    expect({ commandsLine, commands }).toEqual({ commandsLine: undefined, commands: [] });
  });

  it('says why a deregister comes first', () => {
    const said = section(
      review({ changes: two, registered: registeredOnes, targetsPerGroup: 1 }),
      'What is sent',
    );
    expect(said).toEqual([
      '1. DeregisterTargets, 1 target',
      '2. RegisterTargets, 1 target',
      '',
      'The group cannot hold the new targets beside the old ones, so some are',
      'deregistered first.',
    ]);
  });

  it('is one command a call', () => {
    const changes = Array.from({ length: 401 }, (_, index): ProposedChange => ({
      action: 'register',
      target: { id: '10.0.1.8', port: index + 1 },
    }));
    const many = review({ changes });
    expect(many.commands).toHaveLength(3);
    expect(section(many, 'What is sent')).toEqual([
      '1. RegisterTargets, 200 targets',
      '2. RegisterTargets, 200 targets',
      '3. RegisterTargets, 1 target',
    ]);
    expect(section(many, 'What the checks say')).toEqual(['- ok (1 to 401): It is in order.']);
  });
});

it('of a function nobody checks counts it so, before and after', () => {
  const said = review({
    group: functionGroup(),
    registered: [registered(`${FUNCTION_ARN}:1`, 'unavailable', { reason: 'Target.HealthCheckDisabled' })],
    changes: [
      { action: 'register', target: { id: `${FUNCTION_ARN}:2` } },
      { action: 'deregister', target: { id: `${FUNCTION_ARN}:1` } },
    ],
  });
  expect(section(said, 'Healthy targets')).toEqual([
    '| When     | Healthy | Not checked | Registered |',
    '| -------- | ------: | ----------: | ---------: |',
    '| now      |       0 |           1 |          1 |',
    '| after it |       0 |           1 |          1 |',
  ]);
  expect(section(said, 'Changes')).toContainEqual(expect.stringContaining('| orders:2 '));
  expect(section(said, 'Quota')).toEqual([]);
});

it('says where the quota is not the account’s own', () => {
  const said = section(
    review({
      changes: [{ action: 'register', target: { id: '10.0.1.8', port: 80 } }],
      quota: { unknown: 'No permission.' },
    }),
    'Quota',
  ).join(' ');
  expect(said).toBe(
    "Targets per Target Group: 1,000. 0 are listed, those that drain included, so 1,000 are free; the apply adds 1. That is the usual quota; the account's own is not known: No permission.",
  );
});

describe('its lines', () => {
  it('are as long as one another in a table, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = textTable([{ title: 'A' }, { title: 'B', isFigure: true }], rows);
        expect(lines).toHaveLength(rows.length + 2);
        expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
      }),
    );
  });

  it('keep every word, and are short unless a word is long', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 60 }), (words) => {
        const lines = bullet(words.join(' '));
        expect(lines.join(' ').split(/\s+/)).toEqual(['-', ...words]);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      }),
    );
  });
});
