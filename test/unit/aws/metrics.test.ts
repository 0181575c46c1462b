// Metrics are read from CloudWatch in few calls, in the order asked, by the minute.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import type { Connection } from '../../../src/model/connection';
import type { MetricQuery } from '../../../src/model/metric';
import type { RequestFamily } from '../../../src/model/requestBudget';
import { isolatedAwsFiles, KEYS } from '../support/awsFiles';
import { problemOf } from '../support/problems';
import { TestEmulator } from '../support/testEmulator';

const OPTIONS = { priority: 'drain' } as const;
const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 15, 9);
const RANGE = { from: BEGIN, to: BEGIN + 60 * MINUTE };
const EMULATOR: Connection = { kind: 'emulator', region: 'us-east-1' };

const files = isolatedAwsFiles();
let emulator: TestEmulator;
let cloud: OpenCloud;
let admitted: RequestFamily[] = [];

beforeAll(async () => {
  emulator = await TestEmulator.start();
  cloud = await open(EMULATOR);
});
beforeEach(async () => {
  await emulator.reset();
  await emulator.mend();
  admitted = [];
});
afterAll(async () => {
  cloud.close();
  await emulator.close();
});

function open(connection: Connection): Promise<OpenCloud> {
  const admit = (family: RequestFamily) => {
    admitted.push(family);
    return Promise.resolve();
  };
  return connect({ connection, emulatorEndpoint: emulator.url, admit });
}

function loadBalancerArn(number: number): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/front/${number}`;
}

/** Requests of a load balancer, by minutes since the beginning. */
function count(number: number, requests: Readonly<Record<number, number>>): void {
  const key = { region: 'us-east-1', targetGroupArn: '', loadBalancerArn: loadBalancerArn(number) };
  for (const [minute, times] of Object.entries(requests)) {
    const at = BEGIN + Number(minute) * MINUTE;
    emulator.emulator.metrics.minute({ ...key, zone: undefined }, at).requests += times;
  }
}

function requestsOf(number: number): MetricQuery {
  return {
    namespace: 'AWS/ApplicationELB',
    name: 'RequestCount',
    dimensions: { LoadBalancer: `app/front/${number}` },
    statistic: 'Sum',
  };
}

describe('metric data', () => {
  it('comes in the order of the queries, the oldest value first, with nothing for what is not there', async () => {
    count(1, { 0: 5, 2: 7 });
    count(3, { 1: 2 });
    const answers = await cloud.metricData([requestsOf(3), requestsOf(2), requestsOf(1)], RANGE, OPTIONS);
    expect(answers).toEqual([
      [{ at: BEGIN + MINUTE, value: 2 }],
      [],
      [
        { at: BEGIN, value: 5 },
        { at: BEGIN + 2 * MINUTE, value: 7 },
      ],
    ]);
  });

  it('is read with five hundred metrics a call, each within the budget of metrics', async () => {
    count(0, { 0: 1 });
    count(1000, { 0: 1001 });
    const queries = Array.from({ length: 1001 }, (_, number) => requestsOf(number));
    const answers = await cloud.metricData(queries, RANGE, OPTIONS);
    expect([answers.length, answers[0]?.[0]?.value, answers[1000]?.[0]?.value]).toEqual([1001, 1, 1001]);
    expect(await emulator.count('GetMetricData')).toBe(3);
    expect(admitted).toEqual(['metrics', 'metrics', 'metrics']);
  });

  it('is not asked for where there is no query', async () => {
    expect(await cloud.metricData([], RANGE, OPTIONS)).toEqual([]);
    expect(await emulator.count('GetMetricData')).toBe(0);
  });

  it('that may not be read names the permission', async () => {
    await emulator.deny('GetMetricData');
    const problem = await problemOf(cloud.metricData([requestsOf(1)], RANGE, OPTIONS));
    expect(problem.kind).toBe('accessDenied');
    expect(problem.message).toContain('the IAM action cloudwatch:GetMetricData is not allowed');
  });

  it('is read where a profile’s endpoint_url leads', async () => {
    await files.config(`[profile web]\nregion = us-east-1\nendpoint_url = ${emulator.url}\n${KEYS}`);
    count(1, { 0: 5 });
    const byProfile = await open({ kind: 'profile', profile: 'web', region: 'us-east-1' });
    expect(await byProfile.metricData([requestsOf(1)], RANGE, OPTIONS)).toEqual([[{ at: BEGIN, value: 5 }]]);
    byProfile.close();
  });
});
