// A scene for the drain monitor's page: three groups, and lanes in every phase.

/** @typedef {import('../../src/views/drainMonitor/laneMessages').DrainLane} DrainLane */
/** @typedef {import('../../src/views/drainMonitor/laneMessages').LaneGroup} LaneGroup */

const ACTIONS = /** @type {const} */ (['showHealthTimeline', 'revealInTree', 'copyCommand', 'copyId']);
const LISTED = /** @type {const} */ (['putBackInService', 'checkSecurityGroups', ...ACTIONS]);

/** @param {string} name @param {Partial<LaneGroup>} [facts] @returns {LaneGroup} */
export function group(name, facts = {}) {
  return {
    connectionId: 'profile prod eu-west-1',
    connectionLabel: 'prod · eu-west-1',
    groupArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/73e2d6bc24d8a067`,
    groupName: name,
    loadBalancer: 'application',
    ...facts,
  };
}

/** @param {LaneGroup} of @param {Pick<DrainLane, 'target' | 'startedAt'> & Partial<DrainLane>} facts @returns {DrainLane} */
export function lane({ connectionId, groupArn, groupName }, facts) {
  const { id, port = '' } = facts.target;
  return {
    id: `${connectionId}|${groupArn}|${id}:${port}@|${facts.startedAt}`,
    connectionId,
    groupArn,
    groupName,
    startedBy: 'us',
    phase: 'draining',
    delayMilliseconds: 300_000,
    actions: LISTED,
    ...facts,
  };
}

/**
 * @param {number} now
 * @returns {Extract<import('../../src/views/drainMonitor/laneMessages').ToLanes, { type: 'lanes' }>}
 */
export function scene(now) {
  const ago = (/** @type {number} */ seconds) => now - seconds * 1000;
  const web = group('checkout-web');
  const ingest = group('telemetry-ingest', { loadBalancer: 'network', closesConnections: false });
  const images = group('thumbnails');
  const instance = (/** @type {string} */ id) => ({ id, port: 8080 });
  const address = (/** @type {string} */ id) => ({ id, port: 9000, availabilityZone: 'eu-west-1b' });
  return {
    type: 'lanes',
    groups: [web, ingest, images],
    lanes: [
      lane(web, {
        target: instance('i-0f3a9c21d47be8801'),
        targetName: 'web-1',
        startedAt: ago(310),
        phase: 'gone',
        endedAt: ago(9),
        actions: ['putBackInService', ...ACTIONS],
      }),
      lane(web, { target: instance('i-0b77d0e1c25a94f36'), targetName: 'web-2', startedAt: ago(188) }),
      lane(web, { target: instance('i-04c1e6a8f90b2d357'), targetName: 'web-3', startedAt: ago(188) }),
      lane(web, {
        target: instance('i-0d52b8f3e7a1c6094'),
        targetName: 'web-4',
        startedAt: ago(2),
        phase: 'deregistering',
      }),
      lane(ingest, {
        target: address('10.0.2.31'),
        startedAt: ago(143),
        startedBy: 'elsewhere',
        delayMilliseconds: 120_000,
      }),
      lane(ingest, {
        target: address('10.0.2.34'),
        startedAt: ago(47),
        startedBy: 'elsewhere',
        delayMilliseconds: 120_000,
      }),
      lane(ingest, {
        target: address('10.0.3.12'),
        startedAt: ago(400),
        delayMilliseconds: 120_000,
        phase: 'returned',
        endedAt: ago(322),
        actions: ACTIONS,
      }),
      withoutDelay(
        lane(images, {
          target: { id: 'arn:aws:lambda:eu-west-1:111122223333:function:thumbnails:live' },
          startedAt: ago(4),
          phase: 'deregistering',
          actions: ACTIONS,
        }),
      ),
    ],
  };
}

/**
 * The health of a group over ten minutes: every state, a gap, and what we did.
 * @param {number} now
 * @returns {Extract<import('../../src/views/drainMonitor/timelineMessages').ToTimeline, { type: 'timelineHistory' }>}
 */
export function healthScene(now) {
  const { connectionId, connectionLabel, groupArn, groupName } = group('checkout-web');
  const at = (/** @type {number} */ minutes) => now - minutes * 60_000;
  const from = at(10);
  /** @param {number} last @param {[minutes: number, state: string, reason?: string][]} states */
  const target = (last, ...states) => ({
    target: { id: `10.0.1.${last}`, port: 80 },
    bands: states.map(([minutes, state, reason], index) => ({
      from: at(minutes),
      to: at(states[index + 1]?.[0] ?? 0),
      ...(state === '' ? {} : { health: { state, ...(reason === undefined ? {} : { reason }) } }),
    })),
  });
  return {
    type: 'timelineHistory',
    group: { connectionId, connectionLabel, groupArn, groupName },
    history: {
      connectionId,
      groupArn,
      groupName,
      from,
      to: now,
      targets: [
        target(5, [10, 'healthy']),
        target(6, [10, 'healthy'], [7, 'unhealthy', 'Target.Timeout'], [5, 'healthy']),
        target(7, [10, 'healthy'], [6, 'draining'], [4, ''], [2, 'initial'], [1, 'healthy']),
        target(8, [10, 'unused', 'Target.NotInUse']),
        target(9, [10, 'unavailable', 'Elb.InternalError'], [5, 'unhealthy.draining']),
      ],
      marks: [
        { at: at(6), action: 'deregister', targetKeys: ['10.0.1.7:80@'] },
        { at: at(2), action: 'register', targetKeys: ['10.0.1.7:80@'] },
      ],
      gaps: [{ from: at(9), to: at(8) }],
    },
  };
}

/** @param {DrainLane} lane @returns {DrainLane} */
function withoutDelay({ delayMilliseconds, ...rest }) {
  void delayMilliseconds;
  return rest;
}

/**
 * The second of three batches is out, and drains.
 * @param {number} now
 * @returns {import('../../src/views/drainMonitor/servicingMessages').ToServicing}
 */
export function servicingScene(now) {
  const { connectionId, groupArn, groupName, connectionLabel } = group('checkout-web');
  const phases = /** @type {const} */ (['done', 'done', 'draining', 'draining', 'waiting', 'waiting']);
  const ids = ['i-0aa4', 'i-0c19', 'i-0b77d0e1c25a94f36', 'i-04c1e6a8f90b2d357', 'i-0e52', 'i-0f68'];
  return {
    type: 'servicing',
    runs: [
      {
        connectionLabel,
        run: {
          id: 'servicing',
          connectionId,
          groupArn,
          groupName,
          targetType: 'instance',
          batchSize: 2,
          floor: 4,
          step: { kind: 'command', line: 'ssh "$TARGET_ADDRESS" sudo reboot' },
          delayMilliseconds: 300_000,
          healthyAfterMilliseconds: 20_000,
          lateAfterMilliseconds: 60_000,
          startedAt: now - 620_000,
          status: 'running',
          targets: phases.map((phase, index) => ({
            target: { id: ids[index] ?? '', port: 8080 },
            targetName: `web-${index}`,
            batch: Math.floor(index / 2),
            phase,
            since: now - 188_000,
            ...(phase === 'draining' ? { leftAt: now - 188_000 } : {}),
          })),
        },
      },
    ],
  };
}

/**
 * What was counted while the targets of checkout-web drain.
 * @param {number} now
 * @returns {import('../../src/views/drainMonitor/metricsMessages').ToMetrics}
 */
export function metricsScene(now) {
  const { connectionId, groupArn, groupName } = group('checkout-web');
  const minute = 60_000;
  const from = Math.floor(now / minute) * minute - 7 * minute;
  const requests = [5120, 5090, 4870, 3640, 2410, 1980, 1750];
  const connections = [412, 409, 380, 296, 171, 118, 96];
  return {
    type: 'metrics',
    groups: [
      {
        connectionId,
        groupArn,
        offered: false,
        series: {
          id: 'series',
          connectionId,
          groupArn,
          groupName,
          kind: 'application',
          loadBalancers: ['shop'],
          askedAt: now - 20_000,
          readAt: now - 20_000,
          lateMilliseconds: 2 * minute,
          from,
          minutes: requests.map((count, index) => ({
            at: from + index * minute,
            requests: count,
            connections: connections[index] ?? 0,
            targetErrors: 0,
            failedConnections: 0,
            balancerErrors: 0,
          })),
        },
        spans: [
          { startedAt: now - 310_000, startedBy: 'us', endedAt: now - 9_000, delayMilliseconds: 300_000 },
        ],
        cut: [],
        others: 4,
      },
    ],
  };
}
