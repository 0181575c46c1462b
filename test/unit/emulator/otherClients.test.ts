// Clients that are not ours, as they are: the AWS CLI and Python's boto3 make the same tour of the emulator.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { Harness } from './harness';
import { Cli, countRequests, hasBoto3, hasCli, tour, unlessHere } from './otherClients';
import { zipOf } from './zips';

const folder = mkdtempSync(join(tmpdir(), 'clients-'));
const zip = join(folder, 'function.zip');
const source = 'exports.handler = async ({ name }) => `Good day, ${name.toUpperCase()}`;';
const patience = { timeout: 30_000, interval: 100 };
/** With time for a health check on a busy machine: a second of the emulator's is a tenth of one. */
const scenario: Scenario = {
  ...sampleScenario,
  targetGroups: sampleScenario.targetGroups!.map((group) => ({
    ...group,
    ...(group.healthCheck && {
      healthCheck: { ...group.healthCheck, intervalSeconds: 10, timeoutSeconds: 9 },
    }),
  })),
};
const groupNames = scenario.targetGroups!.map(({ name }) => name).sort();

let aws: Harness;
beforeAll(async () => {
  writeFileSync(zip, zipOf({ 'index.js': source }));
  aws = await Harness.startRunning(scenario, 10);
});
beforeEach(() => aws.reset());
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasCli)(`the AWS CLI${unlessHere(hasCli)}`, () => {
  const cli = (command: string) => new Cli(aws.emulator.url, folder).run(command);
  const refusal = (command: string) => new Cli(aws.emulator.url, folder).refusal(command);
  const toGroup = (command: string, group: string, ...targets: string[]) =>
    `elbv2 ${command} --target-group-arn ${aws.group(group)} --targets ${targets.join(' ')}`;

  it('lists target groups page by page', async () => {
    const list = async (paging: string) =>
      (await cli(`elbv2 describe-target-groups --no-paginate ${paging}`)) as {
        TargetGroups: { TargetGroupName: string }[];
        NextMarker?: string;
      };
    const first = await list('--page-size 3');
    const rest = await list(`--page-size 5 --marker ${first.NextMarker}`);
    const pages = [first, rest].map(({ TargetGroups: groups }) => groups.map((each) => each.TargetGroupName));
    expect(pages).toEqual([groupNames.slice(0, 3), groupNames.slice(3)]);
    expect(rest.NextMarker).toBeUndefined();
  });

  it('registers an instance on another port, waits for it, and deregisters it only with that port', async () => {
    const Id = aws.instance('web-4');
    const port = `Id=${Id},Port=8080`;
    const described = () => cli(toGroup('describe-target-health', 'checkout-web', port));
    const health = (TargetHealth: object) => ({
      TargetHealthDescriptions: [{ Target: { Id, Port: 8080 }, HealthCheckPort: '8080', TargetHealth }],
    });
    expect(await cli(toGroup('register-targets', 'checkout-web', port))).toBeUndefined();
    // The CLI looks every 15 s and cannot be told to look more often.
    await vi.waitFor(async () => {
      expect(await aws.states('checkout-web', { Id, Port: 8080 })).toEqual([`${Id}:8080 healthy`]);
    }, patience);
    await cli(toGroup('wait target-in-service', 'checkout-web', port));
    await cli(
      `elbv2 modify-target-group-attributes --target-group-arn ${aws.group('checkout-web')}
      --attributes Key=deregistration_delay.timeout_seconds,Value=3600`,
    );
    expect(await cli(toGroup('deregister-targets', 'checkout-web', `Id=${Id}`))).toBeUndefined();
    expect(await described()).toEqual(health({ State: 'healthy' }));
    await cli(toGroup('deregister-targets', 'checkout-web', port));
    expect(await described()).toEqual(
      health({
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      }),
    );
    await aws.door('POST', '/clock', { advanceMilliseconds: 3_600_000 });
    await cli(toGroup('wait target-deregistered', 'checkout-web', port));
    expect(await aws.states('checkout-web', { Id, Port: 8080 })).toEqual([
      `${Id}:8080 unused Target.NotRegistered`,
    ]);
  });

  it('is told why an instance is refused', async () => {
    const [stopped, elsewhere] = await Promise.all(
      ['web-5', 'legacy-reports'].map((name) =>
        refusal(toGroup('register-targets', 'checkout-web', `Id=${aws.instance(name)}`)),
      ),
    );
    expect(stopped).toContain('(InvalidTarget) when calling the RegisterTargets operation');
    expect(stopped).toContain('running');
    expect(elsewhere).toContain('(InvalidTarget) when calling the RegisterTargets operation');
  });

  it('makes a function, lets the load balancer call it, and registers it alone', async () => {
    const made = (await cli(
      `lambda create-function --function-name greeter --runtime nodejs22.x --handler index.handler
      --role arn:aws:iam::123456789012:role/made --zip-file fileb://${zip}`,
    )) as { FunctionArn: string; State: string };
    expect(made.State).toBe('Active');
    const register = toGroup('register-targets', 'image-resize', `Id=${made.FunctionArn}`);
    expect(await refusal(register)).toContain('(AccessDenied) when calling the RegisterTargets operation');
    const granted = (await cli(
      `lambda add-permission --function-name greeter --statement-id elb --action lambda:InvokeFunction
      --principal elasticloadbalancing.amazonaws.com --source-arn ${aws.group('image-resize')}`,
    )) as { Statement: string };
    expect(JSON.parse(granted.Statement)).toMatchObject({ Sid: 'elb', Effect: 'Allow' });
    await cli(register);
    const second = `Id=${aws.functionArn('image-resize', 'live')}`;
    expect(await refusal(toGroup('register-targets', 'image-resize', second))).toContain('(TooManyTargets)');

    const [payload, output] = [join(folder, 'payload.json'), join(folder, 'output.json')];
    await writeFile(payload, '{"name":"Ada"}');
    expect(await cli(`lambda invoke --function-name greeter --payload fileb://${payload} ${output}`)).toEqual(
      { StatusCode: 200, ExecutedVersion: '$LATEST' },
    );
    expect(await readFile(output, 'utf8')).toBe('"Good day, ADA"');
  });

  it('makes and deletes a target group, a load balancer, a listener and a rule', async () => {
    const {
      TargetGroups: [group],
    } = (await cli(
      `elbv2 create-target-group --name made --protocol HTTP --port 80 --vpc-id ${aws.vpc('shop')}
      --matcher HttpCode=200-299`,
    )) as { TargetGroups: [{ TargetGroupArn: string; Matcher: unknown }] };
    expect(group.Matcher).toEqual({ HttpCode: '200-299' });
    const {
      LoadBalancers: [balancer],
    } = (await cli(
      `elbv2 create-load-balancer --name made --subnets ${aws.subnet('shop-a')} ${aws.subnet('shop-b')}`,
    )) as { LoadBalancers: [{ LoadBalancerArn: string; CreatedTime: string }] };
    expect(Date.parse(balancer.CreatedTime)).not.toBeNaN();
    const forward = `Type=forward,TargetGroupArn=${group.TargetGroupArn}`;
    const {
      Listeners: [listener],
    } = (await cli(
      `elbv2 create-listener --load-balancer-arn ${balancer.LoadBalancerArn} --protocol HTTP --port 8080
      --default-actions ${forward}`,
    )) as { Listeners: [{ ListenerArn: string }] };
    const {
      Rules: [rule],
    } = (await cli(
      `elbv2 create-rule --listener-arn ${listener.ListenerArn} --priority 5
      --conditions Field=path-pattern,Values=/old/* --actions ${forward}`,
    )) as { Rules: [object] };
    expect(rule).toMatchObject({ Priority: '5', Conditions: [{ Values: ['/old/*'] }] });
    await cli(`elbv2 delete-load-balancer --load-balancer-arn ${balancer.LoadBalancerArn}`);
    await cli(`elbv2 delete-target-group --target-group-arn ${group.TargetGroupArn}`);
    expect(aws.emulator.world().loadBalancers.map(({ name }) => name)).not.toContain('made');
    expect(
      aws.emulator
        .world()
        .targetGroups.map(({ name }) => name)
        .sort(),
    ).toEqual(groupNames);
  });

  it('runs instances, by itself and by an Auto Scaling group', async () => {
    expect(
      await cli(
        `ec2 run-instances --image-id ami-0123456789abcdef0 --instance-type t3.micro --count 2
        --subnet-id ${aws.subnet('shop-a')}`,
      ),
    ).toMatchObject({
      Instances: [1, 2].map(() => ({ State: { Code: 0, Name: 'pending' }, VpcId: aws.vpc('shop') })),
    });
    const name = 'checkout-web-asg';
    expect(
      await cli(`autoscaling set-desired-capacity --auto-scaling-group-name ${name} --desired-capacity 3`),
    ).toBeUndefined();
    expect(await cli('autoscaling describe-auto-scaling-groups')).toMatchObject({
      AutoScalingGroups: [{ AutoScalingGroupName: name, DesiredCapacity: 3 }],
    });
  });

  it('reads metrics', async () => {
    const { begin, end, times, dimensions } = countRequests(aws);
    const metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: dimensions };
    const queries = [{ Id: 'requests', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }];
    const {
      MetricDataResults: [data],
    } = (await cli(
      `cloudwatch get-metric-data --metric-data-queries ${JSON.stringify(queries)}
      --start-time ${begin} --end-time ${end} --scan-by TimestampAscending`,
    )) as { MetricDataResults: [{ Timestamps: (string | number)[]; Values: number[] }] };
    expect(data.Values).toEqual([3, 5]);
    // Version 1 prints seconds, version 2 a date.
    const seen = data.Timestamps.map((at) => (typeof at === 'number' ? at * 1000 : Date.parse(at)));
    expect(seen).toEqual(times);
    const { Metrics: listed } = (await cli(
      'cloudwatch list-metrics --namespace AWS/ApplicationELB --dimensions Name=LoadBalancer,Value=app/front/2',
    )) as { Metrics: unknown[] };
    expect(listed).toContainEqual(metric);
    expect(JSON.stringify(listed)).not.toContain('shop-web');
  });
});

describe.skipIf(!hasBoto3)(`boto3${unlessHere(hasBoto3)}`, () => {
  const stop = (name: string, input: object) => tour(aws.emulator.url, folder, name, input);

  it('registers an instance on two ports, waits for both, and deregisters one after the other', async () => {
    const id = aws.instance('web-4');
    const states = (usual: string, other: string) => ({ [`${id}:80`]: usual, [`${id}:8080`]: other });
    const group = aws.group('checkout-web');
    const input = { running: id, stopped: aws.instance('web-5'), elsewhere: aws.instance('legacy-reports') };
    expect(await stop('instances', { group, ...input })).toEqual({
      pages: [groupNames.slice(0, 3), groupNames.slice(3, 6), groupNames.slice(6)],
      stopped: 'InvalidTarget',
      elsewhere: 'InvalidTarget',
      registered: states('healthy', 'healthy'),
      withoutPort: states('draining', 'healthy'),
      withPort: states('draining', 'draining'),
      deregistered: states('unused', 'unused'),
    });
  });

  it('registers addresses: in the VPC, outside with a zone, none that is public, none that drains', async () => {
    expect(await stop('addresses', { group: aws.group('payments-api') })).toEqual({
      withoutZone: 'ValidationError',
      public: 'InvalidTarget',
      registered: [
        '10.0.1.21:8080',
        '10.0.1.21:8081',
        '10.0.1.50:8080',
        '10.0.2.22:8080',
        '10.9.9.9:8080',
        '192.168.10.5:8443',
      ],
      leaving: { '10.0.1.50:8080': 'draining' },
      whileItDrains: 'InvalidTarget',
      back: { '10.0.1.50:8080': 'healthy' },
    });
  });

  it('makes a function, lets the load balancer call it, and registers it alone', async () => {
    expect(await stop('functions', { group: aws.group('image-resize'), zip })).toEqual({
      forbidden: 'AccessDenied',
      second: 'TooManyTargets',
      registered: ['greeter'],
      invoked: [200, 'Good day, ADA'],
      failed: [200, 'Unhandled'],
    });
  });

  it('makes, changes and deletes a target group, a load balancer, a listener and a rule', async () => {
    const subnets = [aws.subnet('shop-a'), aws.subnet('shop-b')];
    expect(await stop('load_balancing', { vpc: aws.vpc('shop'), subnets })).toEqual({
      inUse: 'ResourceInUse',
      rule: [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } }],
      listener: 8081,
      group: ['/up', { HttpCode: '200-299' }],
      balancer: expect.arrayContaining([{ Key: 'idle_timeout.timeout_seconds', Value: '120' }]) as unknown,
      tags: [{ Key: 'by', Value: 'tour' }],
      left: ['RuleNotFound', 'ListenerNotFound', 'TargetGroupNotFound'],
    });
  });

  it('runs instances, by itself and by an Auto Scaling group that registers them', async () => {
    const input = { subnet: aws.subnet('shop-a'), group: aws.group('checkout-web') };
    expect(await stop('capacity', input)).toEqual({
      launched: [true, true],
      desired: 3,
      members: 3,
      tooMany: 'ValidationError',
    });
  });

  it('reads metrics', async () => {
    const { begin, end, times, dimensions } = countRequests(aws);
    expect(await stop('metrics', { begin, end, dimensions })).toEqual({
      listed: ['RequestCount', 'RequestCountPerTarget'],
      values: [3, 5],
      times,
      backwards: 'ValidationError',
    });
  });
});
