// npm run bench -- checks: reading and checking a thousand pasted addresses, against reading the bare addresses alone.
import { build } from 'esbuild';
import ipaddr from 'ipaddr.js';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { outDir, root } from '../workbench/paths.mjs';
import { median } from './measure.mjs';

const lines = 1000;
const rounds = 41;

/** @returns {Promise<import('./measure.mjs').Result[]>} */
export async function benchChecks() {
  const { checkTargetList } = await checks();
  const text = pasted().join('\n');
  const context = group();
  const check = () => checkTargetList(text, 'additions', { ...context }, 0);
  const { additions, findings } = check();
  if (additions.length === 0 || findings.length === 0) throw new Error('The checks found nothing to check.');
  const bare = pasted().map((line) => line.split(/[:@]/, 1)[0] ?? '');
  const parseAlone = () => bare.map((address) => ipaddr.isValid(address) && ipaddr.parse(address).range());
  const [ours, baseline] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let round = 0; round < rounds; round++) {
    baseline.push(elapsed(parseAlone));
    ours.push(elapsed(check));
  }
  const [milliseconds, base] = [median(ours), median(baseline)];
  const figures = `${milliseconds.toFixed(1)} ms against ${base.toFixed(1)} ms, medians of ${rounds}, the first ${(ours[0] ?? NaN).toFixed(1)} ms; ${additions.length} good, ${findings.length} bad, 40 registered`;
  return [
    {
      what: `checking ${lines} pasted addresses, against parsing the addresses alone with ipaddr.js`,
      figures,
      value: milliseconds / base,
      demand: 'at most',
      limit: 20,
      unit: '×',
    },
    {
      what: `checking ${lines} pasted addresses`,
      figures: `on this machine`,
      value: milliseconds,
      demand: 'at most',
      limit: 50,
      unit: 'ms',
    },
  ];
}

/** @returns {Promise<typeof import('../../src/model/targetList/check')>} */
async function checks() {
  const outfile = join(outDir, 'bench', 'checks.mjs');
  await build({
    entryPoints: [join(root, 'src', 'model', 'targetList', 'check.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return import(pathToFileURL(outfile).href);
}

/** Every 25th is malformed, and some are public, registered already or without the zone that they need. */
function pasted() {
  return Array.from({ length: lines }, (_, index) => {
    if (index % 25 === 24) return `10.0.1.${300 + index}:80`;
    if (index % 50 === 7) return `8.8.${index % 250}.8`;
    if (index % 50 === 9) return `192.168.7.${index % 250}:80`;
    return `10.0.${index % 16}.${(index % 200) + 10}:${2000 + index}  # from a list`;
  });
}

/** @returns {import('../../src/model/targetList/context').ListContext} */
function group() {
  return {
    group: {
      arn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067',
      name: 'web',
      targetType: 'ip',
      protocol: 'HTTP',
      port: 80,
      vpcId: 'vpc-1',
      ipAddressType: 'ipv4',
      loadBalancerArns: [],
      healthCheck: { enabled: true },
    },
    registered: Array.from({ length: 40 }, (_, index) => ({
      id: `10.0.${index % 16}.${(index % 200) + 10}`,
      port: 1000 + index,
      health: { state: 'healthy' },
    })),
    pending: [],
    drainingUntil: new Map(),
    network: {
      vpc: { id: 'vpc-1', cidrBlocks: ['10.0.0.0/16'] },
      subnets: Array.from({ length: 16 }, (_, index) => ({
        id: `subnet-${index}`,
        availabilityZone: `us-east-1${'abc'[index % 3] ?? 'a'}`,
        cidrBlocks: [`10.0.${index}.0/24`],
      })),
      loadBalancerAddresses: Array.from({ length: 50 }, (_, index) => ({
        address: `10.0.${index % 16}.${index + 5}`,
        loadBalancer: `app/shop-${index}/50dc6c495c0c9188`,
      })),
      availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    },
  };
}

/** @param {() => unknown} action */
function elapsed(action) {
  const started = performance.now();
  action();
  return performance.now() - started;
}
