// CloudWatch: what the data plane has counted, as metrics.
import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type GetMetricDataCommandInput,
  type GetMetricStatisticsCommandInput,
  type ListMetricsCommandInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { observe } from '../../../src/emulator/network/statistics';
import { failure, Harness } from './harness';

const region = 'eu-west-1';
const arn = `arn:aws:elasticloadbalancing:${region}:123456789012`;
const app = {
  region,
  targetGroupArn: `${arn}:targetgroup/web/1`,
  loadBalancerArn: `${arn}:loadbalancer/app/front/2`,
};
const net = {
  region,
  targetGroupArn: `${arn}:targetgroup/tcp/3`,
  loadBalancerArn: `${arn}:loadbalancer/net/edge/4`,
};
const group = { Name: 'TargetGroup', Value: 'targetgroup/web/1' };
const loadBalancer = { Name: 'LoadBalancer', Value: 'app/front/2' };
const zoneA = { Name: 'AvailabilityZone', Value: 'eu-west-1a' };
const begin = Date.UTC(2026, 0, 15, 9);
const minute = 60_000;
const range = { StartTime: new Date(begin), EndTime: new Date(begin + 60 * minute) };

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start(undefined, region);
});
afterAll(() => aws.stop());
beforeEach(() => {
  const { metrics } = aws.emulator;
  metrics.clear();
  metrics.sampleHosts(
    app,
    new Map([
      ['eu-west-1a', { healthy: 2, unhealthy: 1 }],
      ['eu-west-1b', { healthy: 3, unhealthy: 0 }],
    ]),
    begin + 30_000,
  );
  for (const [zone, at, requests] of [
    ['eu-west-1a', 0, 10],
    ['eu-west-1b', 0, 5],
    ['eu-west-1a', 1, 20],
    ['eu-west-1a', 7, 40],
  ] as const) {
    const counts = metrics.minute({ ...app, zone }, begin + at * minute + 12_345);
    counts.requests += requests;
    counts.targetCodes[2] += requests - 1;
    counts.targetCodes[5] += 1;
    for (let n = 1; n <= requests; n++) observe(counts.responseSeconds, n / 10);
  }
  const unsent = metrics.minute({ ...app, zone: undefined }, begin + 8 * minute);
  unsent.loadBalancerCodes[5] += 3;
  unsent.connectionErrors += 2;
  metrics.minute({ ...app, targetGroupArn: '', zone: undefined }, begin).connections = 12;
  metrics.minute({ ...net, targetGroupArn: '', zone: undefined }, begin).connections = 7;
  const flows = metrics.minute({ ...net, zone: 'eu-west-1a' }, begin);
  flows.newFlows += 5;
  flows.resets.loadBalancer += 4;
  flows.resets.target += 1;
  metrics.sampleHosts(net, new Map([['eu-west-1a', { healthy: 0, unhealthy: 4 }]]), begin + 30_000);
});

function query(
  MetricName: string,
  Stat: string,
  {
    dimensions = [group, loadBalancer],
    namespace = 'AWS/ApplicationELB',
    period = 60,
    unit = undefined as 'Count' | 'Seconds' | undefined,
  } = {},
): MetricDataQuery {
  return {
    Id: 'm',
    MetricStat: {
      Metric: { Namespace: namespace, MetricName, Dimensions: dimensions },
      Stat,
      Period: period,
      ...(unit && { Unit: unit }),
    },
  };
}

async function data(queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  const input = { MetricDataQueries: queries, ...range, ScanBy: 'TimestampAscending' as const, ...more };
  return aws.cloudWatch.send(new GetMetricDataCommand(input));
}

/** `minute: value`, counted from the beginning. */
async function points(asked: MetricDataQuery, more?: Partial<GetMetricDataCommandInput>): Promise<string[]> {
  const [result] = (await data([asked], more)).MetricDataResults ?? [];
  expect(result).toMatchObject({ Id: 'm', StatusCode: 'Complete' });
  return (result?.Timestamps ?? []).map(
    (time, index) => `${(time.getTime() - begin) / minute}: ${Number(result?.Values?.[index]?.toFixed(3))}`,
  );
}

describe('a metric', () => {
  const one = { dimensions: [zoneA, group, loadBalancer] };
  const load = { dimensions: [loadBalancer] };
  const edge = { namespace: 'AWS/NetworkELB', dimensions: [{ Name: 'LoadBalancer', Value: 'net/edge/4' }] };
  it.each([
    ['RequestCount', 'Sum', {}, ['0: 15', '1: 20', '7: 40']],
    ['RequestCount', 'Sum', one, ['0: 10', '1: 20', '7: 40']],
    ['RequestCount', 'Sum', load, ['0: 15', '1: 20', '7: 40']],
    ['RequestCount', 'Average', {}, ['0: 1', '1: 1', '7: 1']],
    ['HTTPCode_Target_2XX_Count', 'Sum', {}, ['0: 13', '1: 19', '7: 39']],
    ['HTTPCode_Target_5XX_Count', 'SampleCount', {}, ['0: 2', '1: 1', '7: 1']],
    ['HTTPCode_Target_4XX_Count', 'Sum', {}, []],
    ['HTTPCode_ELB_5XX_Count', 'Sum', load, ['8: 3']],
    ['HTTPCode_ELB_5XX_Count', 'Sum', {}, []],
    ['TargetConnectionErrorCount', 'Sum', {}, ['8: 2']],
    ['ActiveConnectionCount', 'Sum', load, ['0: 12']],
    ['ActiveConnectionCount', 'Sum', {}, []],
    ['ActiveFlowCount', 'Maximum', edge, ['0: 7']],
    ['NewFlowCount', 'Sum', edge, ['0: 5']],
    ['TCP_ELB_Reset_Count', 'Sum', edge, ['0: 4']],
    ['TCP_Target_Reset_Count', 'Sum', edge, ['0: 1']],
    ['TCP_Target_Reset_Count', 'Sum', load, []],
    ['TargetResponseTime', 'Minimum', {}, ['0: 0.1', '1: 0.1', '7: 0.1']],
    ['TargetResponseTime', 'Maximum', {}, ['0: 1', '1: 2', '7: 4']],
    ['TargetResponseTime', 'Average', one, ['0: 0.55', '1: 1.05', '7: 2.05']],
    ['TargetResponseTime', 'p100', one, ['0: 1', '1: 2', '7: 4']],
    ['HealthyHostCount', 'Average', {}, ['0: 5']],
    ['HealthyHostCount', 'Minimum', one, ['0: 2']],
    ['UnHealthyHostCount', 'Maximum', {}, ['0: 1']],
    ['RequestCountPerTarget', 'Sum', {}, ['0: 3', '1: 4', '7: 8']],
    ['RequestCountPerTarget', 'Sum', { dimensions: [group] }, ['0: 3', '1: 4', '7: 8']],
    ['RequestCountPerTarget', 'Sum', one, ['0: 5', '1: 10', '7: 20']],
    ['RequestCount', 'Sum', { unit: 'Count' }, ['0: 15', '1: 20', '7: 40']],
    ['RequestCount', 'Sum', { unit: 'Seconds' }, []],
    ['RequestCount', 'Sum', { dimensions: [group] }, []],
    ['RequestCount', 'Sum', { dimensions: [{ Name: 'Colour', Value: 'red' }] }, []],
    ['RequestCount', 'Sum', { namespace: 'AWS/NetworkELB' }, []],
    ['Nothing', 'Sum', {}, []],
  ] as const)('%s has its %s, asked by %j', async (name, stat, options, expected) => {
    expect(await points(query(name, stat, options as Parameters<typeof query>[2]))).toEqual(expected);
  });

  it('of a target outside the VPC is of no zone', async () => {
    aws.emulator.metrics.minute({ ...app, zone: 'all' }, begin + 9 * minute).requests += 2;
    expect(await points(query('RequestCount', 'Sum'))).toContain('9: 2');
    const zone = { Name: 'AvailabilityZone', Value: 'all' };
    expect(await points(query('RequestCount', 'Sum', { dimensions: [zone, group, loadBalancer] }))).toEqual(
      [],
    );
  });

  it('of a Network Load Balancer is in a namespace of its own', async () => {
    const dimensions = [
      { Name: 'LoadBalancer', Value: 'net/edge/4' },
      { Name: 'TargetGroup', Value: 'targetgroup/tcp/3' },
    ];
    const asked = query('UnHealthyHostCount', 'Average', { namespace: 'AWS/NetworkELB', dimensions });
    expect(await points(asked)).toEqual(['0: 4']);
  });

  it('has percentiles that are exact to a tenth', async () => {
    const [result] =
      (await data([query('TargetResponseTime', 'p50', { period: 3600 })])).MetricDataResults ?? [];
    // Of 0.1 … 1 s, 0.1 … 0.5 s, 0.1 … 2 s and 0.1 … 4 s the middle one is 1.2 s.
    expect(Math.abs((result?.Values?.[0] ?? 0) - 1.2)).toBeLessThan(0.12);
  });
});

describe('what listeners and health checks do', () => {
  it('is counted by target group, load balancer and zone', async () => {
    const real = await Harness.start();
    try {
      await real.health('legacy-reports');
      const { loadBalancers } = real.emulator.world();
      const front = loadBalancers.find(({ name }) => name === 'legacy-internal')!;
      for (let requests = 0; requests < 4; requests++) {
        await fetch(`http://127.0.0.1:${front.listeners[0]!.localPort}/`);
      }
      const now = real.clock.now();
      real.clock.advance(2 * minute);
      await real.health('legacy-reports');
      const dimensions = [
        { Name: 'LoadBalancer', Value: front.arn.replace(/^.*:loadbalancer\//, '') },
        { Name: 'TargetGroup', Value: real.group('legacy-reports').replace(/^.*:/, '') },
      ];
      const zoned = [...dimensions, { Name: 'AvailabilityZone', Value: 'us-east-1a' }];
      const { MetricDataResults: results } = await real.cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(now - minute),
          EndTime: new Date(now + 5 * minute),
          MetricDataQueries: [
            { ...query('RequestCount', 'Sum', { dimensions, period: 3600 }), Id: 'all' },
            { ...query('RequestCount', 'Sum', { dimensions: zoned, period: 3600 }), Id: 'zone' },
            { ...query('HTTPCode_Target_2XX_Count', 'Sum', { dimensions, period: 3600 }), Id: 'good' },
            { ...query('HealthyHostCount', 'Maximum', { dimensions, period: 3600 }), Id: 'healthy' },
            { ...query('UnHealthyHostCount', 'Maximum', { dimensions, period: 3600 }), Id: 'unhealthy' },
          ],
        }),
      );
      expect(results?.map(({ Id, Values }) => [Id, Values])).toEqual([
        ['all', [4]],
        ['zone', [4]],
        ['good', [4]],
        ['healthy', [1]],
        ['unhealthy', [0]],
      ]);
    } finally {
      await real.stop();
    }
  });
});

describe('GetMetricData', () => {
  it('sums up by period, counted from the start', async () => {
    const fiveMinutes = query('RequestCount', 'Sum', { period: 300 });
    expect(await points(fiveMinutes)).toEqual(['0: 35', '5: 40']);
    expect(await points(fiveMinutes, { StartTime: new Date(begin + minute + 30_000) })).toEqual([
      '1: 20',
      '6: 40',
    ]);
  });

  it('leaves out what comes before the start and at the end', async () => {
    const StartTime = new Date(begin + minute);
    const EndTime = new Date(begin + 7 * minute);
    expect(await points(query('RequestCount', 'Sum'), { StartTime, EndTime })).toEqual(['1: 20']);
  });

  it('has the newest first unless asked otherwise', async () => {
    const input = { MetricDataQueries: [query('RequestCount', 'Sum')], ...range };
    const { MetricDataResults: results } = await aws.cloudWatch.send(new GetMetricDataCommand(input));
    expect(results?.[0]?.Values).toEqual([40, 20, 15]);
  });

  it('labels a metric with its name, or as asked, and keeps back what is not to be returned', async () => {
    const { MetricDataResults: results } = await data([
      { ...query('RequestCount', 'Sum'), Id: 'a' },
      { ...query('RequestCount', 'Sum'), Id: 'b', Label: 'Requests' },
      { ...query('RequestCount', 'Sum'), Id: 'c', ReturnData: false },
    ]);
    expect(results?.map(({ Id, Label }) => [Id, Label])).toEqual([
      ['a', 'RequestCount'],
      ['b', 'Requests'],
    ]);
  });

  it('pages by datapoints, saying what is not complete', async () => {
    const queries = [
      { ...query('RequestCount', 'Sum'), Id: 'a' },
      { ...query('HTTPCode_Target_2XX_Count', 'Sum'), Id: 'b' },
    ];
    const first = await data(queries, { MaxDatapoints: 4 });
    expect(first.MetricDataResults).toMatchObject([
      { Id: 'a', Values: [15, 20, 40], StatusCode: 'Complete' },
      { Id: 'b', Values: [13], StatusCode: 'PartialData' },
    ]);
    const second = await data(queries, { MaxDatapoints: 4, NextToken: first.NextToken });
    expect(second.MetricDataResults).toMatchObject([
      { Id: 'a', Values: [], StatusCode: 'Complete' },
      { Id: 'b', Values: [19, 39], StatusCode: 'Complete' },
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  const good = query('RequestCount', 'Sum');
  const where = 'MetricDataQueries.member.1';
  it.each([
    ['no query', { MetricDataQueries: [] }, 'The parameter MetricDataQueries is required.'],
    ['a malformed id', { MetricDataQueries: [{ ...good, Id: '1st' }] }, `${where}.Id`],
    ['an id twice', { MetricDataQueries: [good, good] }, 'not unique'],
    ['neither metric nor expression', { MetricDataQueries: [{ Id: 'm' }] }, `${where}.MetricStat`],
    [
      'an expression',
      { MetricDataQueries: [{ Id: 'm', Expression: 'SUM(METRICS())' }] },
      `${where}.Expression`,
    ],
    ['a dynamic label', { MetricDataQueries: [{ ...good, Label: '${MAX}' }] }, `${where}.Label`],
    [
      'another account',
      { MetricDataQueries: [{ ...good, AccountId: '000000000000' }] },
      `${where}.AccountId`,
    ],
    ['a period beside the metric', { MetricDataQueries: [{ ...good, Period: 60 }] }, `${where}.Period`],
    [
      'a period of seconds',
      { MetricDataQueries: [query('RequestCount', 'Sum', { period: 10 })] },
      'by the minute',
    ],
    [
      'an odd period',
      { MetricDataQueries: [query('RequestCount', 'Sum', { period: 90 })] },
      'multiple of 60',
    ],
    [
      'an unknown statistic',
      { MetricDataQueries: [query('RequestCount', 'Median')] },
      `${where}.MetricStat.Stat`,
    ],
    [
      'a percentile above 100',
      { MetricDataQueries: [query('RequestCount', 'p101')] },
      `${where}.MetricStat.Stat`,
    ],
    ['no time at all', { EndTime: range.StartTime }, 'StartTime must not equal'],
    ['an end before the start', { EndTime: new Date(0) }, 'StartTime must be less than'],
    ['an unknown order', { ScanBy: 'Sideways' as 'TimestampAscending' }, 'ScanBy'],
    ['too many datapoints', { MaxDatapoints: 100_801 }, 'MaxDatapoints'],
    ['a parameter that is not implemented', { LabelOptions: { Timezone: '+0000' } }, 'LabelOptions'],
  ])('refuses %s', async (_what, more, message) => {
    const error = await failure(data([good], more));
    expect(error.name).toMatch(/^(ValidationException|InvalidParameterValueException)$/);
    expect(error.message).toContain(message);
  });

  it('refuses a token that is not its own', async () => {
    expect(await failure(data([good], { NextToken: 'x' }))).toMatchObject({ name: 'InvalidNextToken' });
  });
});

describe('ListMetrics', () => {
  async function listed(input: ListMetricsCommandInput): Promise<string[]> {
    const { Metrics: found = [] } = await aws.cloudWatch.send(new ListMetricsCommand(input));
    return found.map(
      ({ MetricName, Dimensions }) => `${MetricName} ${Dimensions?.map(({ Value }) => Value).join(' ')}`,
    );
  }

  it('lists what there is something of, once by each set of dimensions', async () => {
    expect(await listed({ MetricName: 'RequestCount' })).toEqual([
      'RequestCount eu-west-1a app/front/2 targetgroup/web/1',
      'RequestCount eu-west-1a app/front/2',
      'RequestCount eu-west-1b app/front/2 targetgroup/web/1',
      'RequestCount eu-west-1b app/front/2',
      'RequestCount app/front/2 targetgroup/web/1',
      'RequestCount app/front/2',
    ]);
    expect(await listed({ MetricName: 'HTTPCode_Target_4XX_Count' })).toEqual([]);
  });

  it.each([
    [{ Namespace: 'AWS/NetworkELB', MetricName: 'HealthyHostCount' }, 2],
    [{ Namespace: 'AWS/EC2' }, 0],
    [{ MetricName: 'HealthyHostCount', Dimensions: [{ Name: 'AvailabilityZone' }] }, 3],
    [{ MetricName: 'HealthyHostCount', Dimensions: [zoneA] }, 2],
    [{ MetricName: 'HealthyHostCount', Dimensions: [zoneA, group] }, 1],
    [{ MetricName: 'HealthyHostCount', RecentlyActive: 'PT3H' as const }, 5],
  ])('filters by %j', async (input, count) => {
    expect(await listed(input)).toHaveLength(count);
  });

  it('pages by 500', async () => {
    for (let n = 0; n < 200; n++) {
      const key = { ...app, targetGroupArn: `${arn}:targetgroup/many/${n}`, zone: undefined };
      aws.emulator.metrics.minute(key, begin).requests += 1;
    }
    const input = {
      MetricName: 'RequestCount',
      Namespace: 'AWS/ApplicationELB',
      Dimensions: [{ Name: 'TargetGroup' }],
    };
    aws.emulator.metrics.minute({ ...app, zone: 'eu-west-1c' }, begin).requests += 1;
    const everything = { Namespace: 'AWS/ApplicationELB' };
    const first = await aws.cloudWatch.send(new ListMetricsCommand(everything));
    expect(first.Metrics).toHaveLength(500);
    const second = await aws.cloudWatch.send(
      new ListMetricsCommand({ ...everything, NextToken: first.NextToken }),
    );
    expect(second.NextToken).toBeUndefined();
    const all = [...(first.Metrics ?? []), ...(second.Metrics ?? [])].map((each) => JSON.stringify(each));
    expect(new Set(all).size).toBe(all.length);
    expect(await listed(input)).toHaveLength(204);
  });

  it('has nothing left when the emulator has been reset', async () => {
    await aws.reset();
    expect(await listed({ Dimensions: [group] })).toEqual([]);
  });

  it('knows nothing of another Region', async () => {
    const other = await Harness.start(undefined, 'us-east-1');
    try {
      other.emulator.metrics.minute({ ...app, zone: 'eu-west-1a' }, begin).requests += 1;
      const { Metrics: found } = await other.cloudWatch.send(
        new ListMetricsCommand({ Dimensions: [loadBalancer] }),
      );
      expect(found).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe('GetMetricStatistics', () => {
  const asked: GetMetricStatisticsCommandInput = {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: [loadBalancer, group],
    ...range,
    Period: 3600,
    Statistics: ['Maximum', 'SampleCount'],
  };

  it('has several statistics of one metric', async () => {
    const answer = await aws.cloudWatch.send(
      new GetMetricStatisticsCommand({ ...asked, ExtendedStatistics: ['p100'] }),
    );
    expect(answer).toMatchObject({
      Label: 'TargetResponseTime',
      Datapoints: [
        {
          Timestamp: range.StartTime,
          Maximum: 4,
          SampleCount: 75,
          Unit: 'Seconds',
          ExtendedStatistics: { p100: 4 },
        },
      ],
    });
    expect(answer.Datapoints?.[0]).not.toHaveProperty('Average');
  });

  it.each([
    ['no statistic', { Statistics: [] }, 'InvalidParameterCombinationException'],
    ['an unknown statistic', { Statistics: ['p50' as 'Sum'] }, 'InvalidParameterValueException'],
    [
      'more than 1,440 datapoints',
      { StartTime: new Date(0), Period: 60 },
      'InvalidParameterCombinationException',
    ],
    ['an odd period', { Period: 61 }, 'InvalidParameterValueException'],
    ['an end before the start', { EndTime: new Date(0) }, 'InvalidParameterValueException'],
  ])('refuses %s', async (_what, more, name) => {
    const call = aws.cloudWatch.send(new GetMetricStatisticsCommand({ ...asked, ...more }));
    expect(await failure(call)).toMatchObject({ name });
  });
});

describe('the protocols of other clients', () => {
  async function ask(path: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260115/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;
    return fetch(`${aws.emulator.url}${path}`, {
      method: 'POST',
      headers: { authorization, ...headers },
      body,
    });
  }

  function overCbor(operation: string, input: object) {
    return ask(
      `/service/GraniteServiceVersion20100801/operation/${operation}`,
      { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      new Uint8Array(cbor.serialize(input)),
    );
  }

  it('are answered in CBOR where they ask in CBOR', async () => {
    const response = await overCbor('GetMetricData', {
      MetricDataQueries: [query('RequestCount', 'Sum')],
      StartTime: dateToTag(range.StartTime),
      EndTime: dateToTag(range.EndTime),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
      MetricDataResults: [
        { Id: 'm', Values: [40, 20, 15], Timestamps: [{ tag: 1 }, { tag: 1 }, { tag: 1 }] },
      ],
    });
  });

  it('are refused in CBOR too, with the code of the older protocol beside it', async () => {
    const response = await overCbor('ListMetrics', { RecentlyActive: 'P1D' });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender');
    expect(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
      __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException',
    });
  });

  it('are answered in XML where they send a form', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await ask(
      '/',
      form,
      'Action=ListMetrics&Version=2010-08-01&MetricName=HTTPCode_ELB_5XX_Count',
    );
    expect(await response.text()).toContain(
      '<MetricName>HTTPCode_ELB_5XX_Count</MetricName><Dimensions><member><Name>LoadBalancer</Name>',
    );
  });

  const target = { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' };
  const cborHeaders = { 'smithy-protocol': 'rpc-v2-cbor' };
  const cborPath = '/service/GraniteServiceVersion20100801/operation/ListMetrics';
  it.each([
    ['a body that is not JSON', '/', target, '{', 'SerializationException'],
    ['a body that is not an object', '/', target, '[]', 'ValidationError'],
    ['a member that does not exist', '/', target, '{"Colour":"red"}', 'ValidationError'],
    ['a member of the wrong type', '/', target, '{"MetricName":1}', 'ValidationError'],
    ['a member missing in a list', '/', target, '{"Dimensions":[{}]}', 'ValidationError'],
    [
      'an unknown operation',
      '/',
      { 'x-amz-target': 'GraniteServiceVersion20100801.Fly' },
      '{}',
      'UnknownOperationException',
    ],
    ['another service', '/', { 'x-amz-target': 'Other.ListMetrics' }, '{}', 'UnknownOperationException'],
    ['a body that is not CBOR', cborPath, cborHeaders, '\xff\xff', 'SerializationException'],
    ['CBOR that nests without end', cborPath, cborHeaders, '\x7f'.repeat(100_000), 'SerializationException'],
    ['a path without an operation', '/', cborHeaders, '', 'UnknownOperationException'],
  ])('are refused %s', async (_what, path, headers, body, code) => {
    const response = await ask(path, headers, body);
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-query-error')).toBe(`${code};Sender`);
  });
});
