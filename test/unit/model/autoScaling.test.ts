// What an Auto Scaling group does next with instances of its own that are deregistered.
import { describe, expect, it } from 'vitest';
import { type AutoScalingGroup, nextForDeregistered } from '../../../src/model/autoScaling';

const GROUP: AutoScalingGroup = {
  name: 'web-asg',
  minSize: 2,
  maxSize: 4,
  desiredCapacity: 3,
  healthCheckTypes: ['EC2', 'ELB'],
  healthCheckGraceSeconds: 120,
  suspendedProcesses: [],
  subnetIds: [],
  targetGroupArns: ['web'],
  instances: [],
};

describe('what an Auto Scaling group does next', () => {
  it('is to replace the instance, where it looks at the load balancer’s checks', () => {
    expect(nextForDeregistered(GROUP, 'web', 'it')).toBe(
      'uses Elastic Load Balancing health checks: it may take it for unhealthy, terminate it and launch others (3 instances wanted, 2 at least; grace period after a launch: 120 s). Standby in the Auto Scaling group avoids that',
    );
  });

  it.each([
    ['looks at the instances’ own state only', { healthCheckTypes: ['EC2'] }],
    ['is not attached to this target group', { targetGroupArns: ['other'] }],
  ])('is nothing, where it %s', (why, settings) => {
    expect(nextForDeregistered({ ...GROUP, ...settings }, 'web', 'them')).toBe(
      `keeps them running and launches no other: it ${why} (3 instances wanted, 2 at least). It does not register them again`,
    );
  });

  it('is nothing for now, where replacing is suspended', () => {
    expect(nextForDeregistered({ ...GROUP, suspendedProcesses: ['ReplaceUnhealthy'] }, 'web', 'it')).toMatch(
      /keeps it for now: its process ReplaceUnhealthy is suspended/,
    );
  });
});
