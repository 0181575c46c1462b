// npm run bench -- emulator: how fast and how large the emulator is, as ratios to a baseline in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { buildEmulator } from '../workbench/build.mjs';
import { distDir, root } from '../workbench/paths.mjs';
import { load } from './load.mjs';
import { median, residentMegabytes, startServer } from './measure.mjs';

/** @typedef {import('./measure.mjs').Result} Result */

const bundle = join(distDir, 'emulator.js');
const baselines = join(root, 'test', 'bench', 'servers.mjs');
const rounds = 5;
const groupCount = 3000;
const targetsPerGroup = 100;

const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** @returns {Promise<Result[]>} */
export async function benchEmulator() {
  await buildEmulator({ production: true });
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return [
      await timeToListening(),
      await describingHealth(directory),
      await throughListener(directory),
      ...(await memoryAndPaging(directory)),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** @param {string} directory @param {object} scenario */
function startEmulator(directory, scenario) {
  const file = join(directory, 'scenario.json');
  writeFileSync(file, JSON.stringify(scenario));
  return startServer([bundle, '--port', '0', '--scenario', file]);
}

/** @returns {Promise<Result>} */
async function timeToListening() {
  const [empty, emulator] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let round = 0; round < 2 * rounds + 1; round++) {
    empty.push(elapsed(() => spawnSync(process.execPath, ['-e', '0'])));
    const started = performance.now();
    const server = await startServer([bundle, '--port', '0']);
    emulator.push(performance.now() - started);
    await server.stop();
  }
  const [base, ours] = [median(empty), median(emulator)];
  return {
    what: 'time to listening, against node -e 0',
    figures: `${ours.toFixed(0)} ms against ${base.toFixed(0)} ms, medians of ${empty.length}`,
    value: ours / base,
    demand: 'at most',
    limit: 4,
    unit: '×',
  };
}

/** @param {() => void} action */
function elapsed(action) {
  const started = performance.now();
  action();
  return performance.now() - started;
}

/** One group of a hundred addresses, of which a few answer. @param {Record<string, string>} addresses */
function worldOf(addresses) {
  const healthCheck = { intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 };
  return {
    name: 'bench',
    accountId: '123456789012',
    region: 'us-east-1',
    vpcs: [
      {
        name: 'bench',
        cidr: '10.0.0.0/16',
        subnets: [
          { name: 'a', cidr: '10.0.0.0/17', zone: 'a' },
          { name: 'b', cidr: '10.0.128.0/17', zone: 'b' },
        ],
      },
    ],
    addresses,
    targetGroups: [
      {
        name: 'hundred',
        targetType: 'ip',
        protocol: 'HTTP',
        port: 80,
        vpc: 'bench',
        healthCheck,
        targets: Array.from({ length: targetsPerGroup }, (_, index) => ({ address: `10.0.1.${index + 10}` })),
      },
      {
        name: 'one',
        targetType: 'ip',
        protocol: 'HTTP',
        port: 80,
        vpc: 'bench',
        healthCheck,
        targets: [{ address: '10.0.2.10' }],
      },
    ],
    loadBalancers: [
      {
        name: 'bench',
        type: 'application',
        subnets: ['a', 'b'],
        listeners: [{ protocol: 'HTTP', port: 80, forward: 'one' }],
      },
    ],
  };
}

/** @param {string} directory @returns {Promise<Result>} */
async function describingHealth(directory) {
  const emulator = await startEmulator(directory, worldOf({}));
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'DescribeTargetHealth',
      Version: '2015-12-01',
      TargetGroupArn: await groupArn(emulator.url, 'hundred'),
    }).toString(),
  };
  const answer = await fetch(emulator.url, request);
  const bytes = join(directory, 'answer.xml');
  writeFileSync(bytes, await answer.text());
  const bare = await startServer([baselines, 'bytes', bytes]);
  const result = await compare(
    'DescribeTargetHealth of 100 targets, against a bare node:http server of the same bytes',
    { base: new URL(bare.url), ours: new URL(emulator.url) },
    request,
    { connections: 4, limit: 0.1 },
  );
  await Promise.all([emulator.stop(), bare.stop()]);
  return result;
}

/** @param {string} directory @returns {Promise<Result>} */
async function throughListener(directory) {
  const bytes = join(directory, 'page.txt');
  writeFileSync(bytes, 'a page of a kilobyte\n'.padEnd(1024, '.'));
  const backend = await startServer([baselines, 'bytes', bytes]);
  const proxy = await startServer([baselines, 'proxy', backend.url]);
  const emulator = await startEmulator(directory, worldOf({ '10.0.2.10': new URL(backend.url).host }));
  const listeners = await fetch(`${emulator.url}/_emulator/listeners`);
  const [listener] = /** @type {{ endpoint: string }[]} */ (await listeners.json());
  if (!listener) throw new Error('The emulator has opened no listener');
  await untilOk(listener.endpoint);
  const result = await compare(
    'requests through a listener, against a minimal node:http reverse proxy',
    { base: new URL(proxy.url), ours: new URL(listener.endpoint) },
    {},
    { connections: 16, limit: 0.8 },
  );
  await Promise.all([emulator.stop(), proxy.stop(), backend.stop()]);
  return result;
}

/** @param {string} url */
async function untilOk(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { ok } = await fetch(url);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not become healthy`);
}

/**
 * Both in turn, so that what else the machine does falls on both.
 * @param {string} what
 * @param {{ base: URL, ours: URL }} urls
 * @param {{ method?: string, headers?: Record<string, string>, body?: string }} request
 * @param {{ connections: number, limit: number }} options
 * @returns {Promise<Result>}
 */
async function compare(what, urls, request, { connections, limit }) {
  const [base, ours] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let round = 0; round <= rounds; round++) {
    for (const [url, figures] of /** @type {const} */ ([
      [urls.base, base],
      [urls.ours, ours],
    ])) {
      const { perSecond, failures } = await load(url, request, { connections, milliseconds: 1500 });
      if (failures > 0) throw new Error(`${url} failed ${failures} times`);
      // The first round warms both up.
      if (round > 0) figures.push(perSecond);
    }
  }
  const [baseRate, ourRate] = [median(base), median(ours)];
  return {
    what,
    figures: `${ourRate.toFixed(0)} a second against ${baseRate.toFixed(0)}, medians of ${rounds}`,
    value: ourRate / baseRate,
    demand: 'at least',
    limit,
    unit: '×',
  };
}

/** @param {string} directory @returns {Promise<Result[]>} */
async function memoryAndPaging(directory) {
  const rest = await startServer([bundle, '--port', '0']);
  // At rest: after the first requests, when nothing more is going on.
  await groupArn(rest.url, 'checkout-web');
  const atRest = residentMegabytes(rest.pid);
  await rest.stop();

  const emulator = await startEmulator(directory, worldOf({}));
  const client = elbv2(emulator.url);
  const vpc = await vpcId(emulator.url);
  /** @type {{ groups: number, milliseconds: number }[]} */
  const pages = [];
  for (let index = 0; index < groupCount - 2; index++) {
    await createGroup(client, vpc, index);
    if (index + 3 === groupCount / 10 || index + 3 === groupCount) {
      pages.push({ groups: index + 3, milliseconds: await pageMilliseconds(client) });
    }
  }
  const full = residentMegabytes(emulator.pid);
  client.destroy();
  await emulator.stop();
  const [few, many] = pages;
  return [
    memory('memory at rest', atRest, 100, 'the sample world, after a first request'),
    memory('memory of a large account', full, 600, `${groupCount} groups × ${targetsPerGroup} targets`),
    {
      what: `a page of 100 groups among ${many?.groups ?? 0}, against one among ${few?.groups ?? 0}`,
      figures: `${many?.milliseconds.toFixed(1) ?? ''} ms against ${few?.milliseconds.toFixed(1) ?? ''} ms`,
      value: (many?.milliseconds ?? NaN) / (few?.milliseconds ?? NaN),
      demand: 'at most',
      limit: 1.5,
      unit: '×',
    },
  ];
}

/** @param {string} what @param {number} value @param {number} limit @param {string} figures @returns {Result} */
function memory(what, value, limit, figures) {
  return { what, figures, value, demand: 'at most', limit, unit: 'MB' };
}

/** @param {string} endpoint */
function elbv2(endpoint) {
  return new ElasticLoadBalancingV2Client({ endpoint, region: 'us-east-1', credentials });
}

/** @param {string} endpoint @param {string} name @returns {Promise<string>} */
async function groupArn(endpoint, name) {
  const client = elbv2(endpoint);
  const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  client.destroy();
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

/** @param {string} endpoint @returns {Promise<string>} */
async function vpcId(endpoint) {
  const client = new EC2Client({ endpoint, region: 'us-east-1', credentials });
  const { Vpcs } = await client.send(new DescribeVpcsCommand({}));
  client.destroy();
  return Vpcs?.[0]?.VpcId ?? '';
}

/** @param {ElasticLoadBalancingV2Client} client @param {string} vpc @param {number} index */
async function createGroup(client, vpc, index) {
  const { TargetGroups } = await client.send(
    new CreateTargetGroupCommand({
      Name: `group-${String(index).padStart(4, '0')}`,
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: vpc,
    }),
  );
  const Targets = Array.from({ length: targetsPerGroup }, (_, target) => ({
    Id: `10.0.${index % 100}.${target + 10}`,
    Port: 8000 + Math.floor(index / 100),
  }));
  await client.send(
    new RegisterTargetsCommand({ TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn ?? '', Targets }),
  );
}

/** How long a page from the middle of the list takes. @param {ElasticLoadBalancingV2Client} client */
async function pageMilliseconds(client) {
  const { NextMarker } = await client.send(new DescribeTargetGroupsCommand({ PageSize: 150 }));
  const times = [];
  for (let round = 0; round < 10 * rounds; round++) {
    const started = performance.now();
    await client.send(new DescribeTargetGroupsCommand({ PageSize: 100, Marker: NextMarker }));
    times.push(performance.now() - started);
  }
  return median(times);
}
