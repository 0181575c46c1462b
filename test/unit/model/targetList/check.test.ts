// What a list adds to its group, leaves out of it, and has wrong.
import { describe, expect, it, test } from 'vitest';
import type { ProposedChange } from '../../../../src/model/pendingChange';
import { checkTargetList, type ListKind } from '../../../../src/model/targetList/check';
import type { ListContext } from '../../../../src/model/targetList/context';
import { fixesOf } from '../../../../src/model/targetList/fixes';
import { planSave } from '../../../../src/model/targetList/plan';
import { formatTarget } from '../../../../src/model/targetList/targetText';
import { FUNCTION_ARN, functionGroup, group, instance, NETWORK_OF_GROUP, registered } from '../samples';

const NOW = 1_000_000;
const OTHER = { id: '10.0.1.6', port: 8080, availabilityZone: 'us-east-1a' };
const NEW = { id: '10.0.2.9', port: 80 };
const ALL = '10.0.1.5:80@us-east-1a\n10.0.1.6:8080@us-east-1a\n';

function context(changes: Partial<ListContext> = {}): ListContext {
  return {
    group: group(),
    registered: [
      registered('10.0.1.5', 'healthy', { port: 80, availabilityZone: 'us-east-1a' }),
      registered('10.0.1.6', 'unhealthy', { port: 8080, availabilityZone: 'us-east-1a' }),
      registered('10.0.1.7', 'draining', { port: 80, availabilityZone: 'us-east-1a' }),
    ],
    pending: [],
    drainingUntil: new Map(),
    network: NETWORK_OF_GROUP,
    ...changes,
  };
}

function instances(changes: Partial<ListContext> = {}): ListContext {
  const known = [instance({ id: 'i-0a', name: 'web-1' }), instance({ id: 'i-0b', state: 'stopped' })];
  return {
    group: group({ targetType: 'instance' }),
    registered: [registered('i-0a', 'healthy', { port: 80 })],
    pending: [],
    drainingUntil: new Map(),
    instances: new Map(known.map((one) => [one.id, one])),
    ...changes,
  };
}

function functions(changes: Partial<ListContext> = {}): ListContext {
  return { group: functionGroup(), registered: [], pending: [], drainingUntil: new Map(), ...changes };
}

function look(text: string, kind: ListKind = 'whole', known = context()) {
  const checked = checkTargetList(text, kind, known, NOW);
  return {
    adds: checked.additions.map(({ target }) => formatTarget(target)),
    misses: checked.missing.map(formatTarget),
    findings: checked.findings.map(({ word, rule }) => `${word.line} ${rule}`),
  };
}

function plan(text: string, known: ListContext) {
  return planSave(checkTargetList(text, 'whole', known, NOW), known);
}

describe('a whole list', () => {
  it('that says what the group has changes nothing; port and zone may be left out where they are plain', () => {
    expect(look(ALL)).toEqual({ adds: [], misses: [], findings: [] });
    expect(look('10.0.1.5\n10.0.1.6:8080')).toEqual({ adds: [], misses: [], findings: [] });
  });

  it('knows an IPv6 address in every spelling, as the API lists it and as people write it', () => {
    const listed = registered('2001:DB8:0:0::5', 'healthy', { port: 80 });
    const known = context({ group: group({ ipAddressType: 'ipv6' }), registered: [listed] });
    for (const text of ['[2001:DB8:0:0::5]:80', '2001:db8::5']) {
      expect(look(text, 'whole', known)).toEqual({ adds: [], misses: [], findings: [] });
    }
  });

  it('adds what is new and misses what it leaves out, as the API lists it; what drains is in no list', () => {
    expect(look('10.0.1.5\n10.0.1.6:9090\n10.0.2.9')).toEqual({
      adds: ['10.0.1.6:9090', '10.0.2.9:80'],
      misses: ['10.0.1.6:8080@us-east-1a'],
      findings: [],
    });
  });

  const pending: ProposedChange[] = [
    { action: 'deregister', target: OTHER },
    { action: 'register', target: NEW },
  ];

  it('counts what is pending for done: nothing is proposed twice', () => {
    expect(look('10.0.1.5\n10.0.2.9', 'whole', context({ pending }))).toEqual({
      adds: [],
      misses: [],
      findings: [],
    });
  });

  it('takes back a pending change whose line is undone', () => {
    expect(plan(ALL, context({ pending }))).toEqual({
      changes: [],
      withdrawn: [OTHER, NEW],
      errors: [],
      held: [],
    });
  });

  it('deregisters nothing as long as a line has a mistake: it may stand for a target', () => {
    const { changes, held, errors } = plan('10.0.1.5\n10.0.1.6:808080\n10.0.2.9', context());
    expect(changes).toEqual([{ action: 'register', target: NEW }]);
    expect(held.map(formatTarget)).toEqual(['10.0.1.6:8080@us-east-1a']);
    expect(errors.map(({ word }) => word.line)).toEqual([2]);
  });

  it('sends a deregister with id, port and zone as they are listed, and names instances', () => {
    expect(plan('', instances()).changes).toEqual([
      { action: 'deregister', target: { id: 'i-0a', port: 80 }, targetName: 'web-1' },
    ]);
    expect(plan('10.0.1.5', context()).changes).toEqual([{ action: 'deregister', target: OTHER }]);
  });
});

describe('additions', () => {
  it('refuse what is there already, and what is pending', () => {
    const known = context({ pending: [{ action: 'register', target: NEW }] });
    expect(look('10.0.1.5\n10.0.2.9\n10.0.2.10', 'additions', known)).toEqual({
      adds: ['10.0.2.10:80'],
      misses: [],
      findings: ['1 already-registered', '2 already-registered'],
    });
  });

  it('take an address that drains, to be registered when that is over', () => {
    const checked = checkTargetList('10.0.1.7', 'additions', context(), NOW);
    expect(checked.additions).toMatchObject([{ target: { id: '10.0.1.7', port: 80 }, whenDrained: true }]);
    expect(checked.findings).toMatchObject([{ severity: 'information', rule: 'still-draining' }]);
  });

  it('end where the quota does, and say so of each line beyond', () => {
    const full = Array.from({ length: 998 }, (_, index) =>
      registered(`10.0.${1 + (index % 2)}.${10 + (index % 200)}`, 'healthy', { port: 7000 + index }),
    );
    expect(look('10.0.2.5\n10.0.2.6\n10.0.2.7\n', 'additions', context({ registered: full }))).toEqual({
      adds: ['10.0.2.5:80', '10.0.2.6:80'],
      misses: [],
      findings: ['3 quota'],
    });
    const raised = context({ registered: full, targetsPerGroup: 1_001 });
    expect(look('10.0.2.5\n10.0.2.6\n10.0.2.7\n', 'additions', raised).findings).toEqual([]);
  });
});

test('a target that is there twice is found, also in another spelling', () => {
  expect(look(`${ALL}10.0.1.5\n10.0.2.9 10.0.2.9:80`).findings).toEqual(['3 duplicate', '4 duplicate']);
});

test.each<[string, string, ListContext]>([
  ['address-not-private', '8.8.8.8', context()],
  ['zone-missing', '192.168.7.9', context()],
  ['address-of-load-balancer', '10.0.1.20', context()],
  ['target-type', 'i-0a', context()],
  ['target-type', '10.0.1.9', instances()],
  ['instance-not-running', 'i-0b', instances()],
  ['instance-unknown', 'i-0c', instances()],
  ['zone-not-taken', 'i-0a:90@us-east-1a', instances()],
  ['malformed', 'i-0a:90000', instances()],
  ['function-unknown', `${FUNCTION_ARN}:live`, functions({ candidates: new Map() })],
  [
    'one-function',
    `${FUNCTION_ARN}:live`,
    functions({ registered: [registered(`${FUNCTION_ARN}:old`, 'unavailable')] }),
  ],
])('%s: %s is refused', (rule, text, known) => {
  expect(look(text, 'additions', known)).toEqual({ adds: [], misses: [], findings: [`1 ${rule}`] });
});

test.each<[string, ListContext, string[]]>([
  ['192.168.7.9:80', context(), ['192.168.7.9:80@all', '192.168.7.9:80@us-east-1a']],
  ['10.0.1.9@us-east-1b', context(), ['10.0.1.9']],
  ['10.0.1.9:http', context(), ['10.0.1.9:80']],
  ['web-1', instances(), ['i-0a:80']],
  ['web-1:9090', instances(), ['i-0a:9090']],
])('%s can be mended', (text, known, mended) => {
  const [finding] = checkTargetList(text, 'additions', known, NOW).findings;
  expect(fixesOf(finding!, known).map((fix) => fix.text)).toEqual(expect.arrayContaining(mended));
});
