// A group of ten targets behind a load balancer, and what it takes to service them in a test.
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { planServicing } from '../../../src/model/servicing/servicePlan';
import type { StepEnd } from '../../../src/model/servicing/serviceAnswers';
import type { ServicePlan, ServiceStep } from '../../../src/model/servicing/serviceRun';
import { identityOf } from '../../../src/model/target';
import type { Account } from '../../../src/state/account';
import type { StepRequest, StepRunner } from '../../../src/state/serviceSteps';

const DELAY_SECONDS = 10;

/** The group `ten`, whose targets all answer, behind the load balancer `front`. */
export function tenTargets(targetType: 'ip' | 'instance' = 'ip'): Scenario {
  const names = Array.from({ length: 10 }, (_, index) => `node-${index}`);
  const addressOf = (index: number) => `10.0.${index % 2 === 0 ? 1 : 200}.${index + 10}`;
  return {
    name: 'ten',
    accountId: '111122223333',
    region: 'us-east-1',
    vpcs: [
      {
        name: 'shop',
        cidr: '10.0.0.0/16',
        subnets: [
          { name: 'shop-a', cidr: '10.0.0.0/17', zone: 'a' },
          { name: 'shop-b', cidr: '10.0.128.0/17', zone: 'b' },
        ],
      },
    ],
    instances: names.map((name, index) => ({
      name,
      subnet: index % 2 === 0 ? 'shop-a' : 'shop-b',
      address: addressOf(index),
      answers: 200,
    })),
    targetGroups: [
      {
        name: 'ten',
        targetType,
        protocol: 'HTTP',
        port: 80,
        vpc: 'shop',
        healthCheck: {
          path: '/',
          intervalSeconds: 5,
          timeoutSeconds: 4,
          healthyThreshold: 2,
          unhealthyThreshold: 5,
        },
        attributes: { 'deregistration_delay.timeout_seconds': String(DELAY_SECONDS) },
        targets: names.map((name, index) =>
          targetType === 'ip' ? { address: addressOf(index) } : { instance: name },
        ),
      },
    ],
    loadBalancers: [
      {
        name: 'front',
        type: 'application',
        scheme: 'internet-facing',
        subnets: ['shop-a', 'shop-b'],
        listeners: [{ protocol: 'HTTP', port: 80, forward: 'ten' }],
      },
    ],
  };
}

/** All targets of the group as they are listed now. */
export async function planTen(
  account: Account,
  step: ServiceStep,
  { batchSize = 3, floor = 7 } = {},
): Promise<ServicePlan> {
  const group = account.groups.find(({ group: { name } }) => name === 'ten')?.group;
  if (group === undefined) throw new Error('There is no group ten');
  const registered = await account.readHealth(group.arn, { priority: 'user' });
  const planned = planServicing({
    scope: { connectionId: account.id, groupArn: group.arn, groupName: group.name },
    group,
    registered,
    targets: registered.map((target) => ({ target: identityOf(target) })),
    zoneOf: ({ id, availabilityZone }) => availabilityZone ?? account.instance(id)?.availabilityZone,
    batchSize,
    floor,
    step,
    delayMilliseconds: DELAY_SECONDS * 1000,
  });
  if ('refusal' in planned) throw new Error(planned.refusal);
  return planned.plan;
}

/** Ends each step at once, unless a test holds it. */
export class TestSteps implements StepRunner {
  readonly asked: StepRequest[] = [];
  end: (request: StepRequest) => Promise<StepEnd> = () => Promise.resolve({ ok: true });

  run = (request: StepRequest): Promise<StepEnd> => {
    this.asked.push(request);
    return this.end(request);
  };
}
