// Instances found by what people type.
import { expect, test } from 'vitest';
import { parseInstanceFilter } from '../../../src/model/instanceFilter';
import { instance } from './samples';

const INSTANCES = [
  instance({
    id: 'i-01',
    name: 'web-1',
    type: 'm5.large',
    availabilityZone: 'us-east-1a',
    subnetId: 'subnet-a',
    privateIpAddress: '10.0.1.11',
    securityGroups: [{ id: 'sg-01', name: 'web' }],
    tags: { Environment: 'Production', Name: 'web-1' },
    autoScalingGroup: 'checkout',
  }),
  instance({
    id: 'i-02',
    state: 'stopped',
    type: 't3.micro',
    availabilityZone: 'us-east-1b',
    subnetId: 'subnet-b',
    securityGroups: [{ id: 'sg-02' }],
    tags: { Environment: 'staging', Environment2: 'production' },
  }),
  instance({ id: 'i-03' }),
];

test.each([
  ['', ['i-01', 'i-02', 'i-03']],
  ['tag:Environment=production', ['i-01']],
  ['tag:environment', ['i-01', 'i-02']],
  ['-tag:Environment', ['i-03']],
  ['tag:Environment=production,Environment=staging', ['i-01', 'i-02']],
  ['tag:Environment=prod', []],
  ['zone:1a', ['i-01']],
  ['subnet:subnet-b', ['i-02']],
  ['sg:web', ['i-01']],
  ['sg:sg-02', ['i-02']],
  ['asg:checkout', ['i-01']],
  ['type:t3', ['i-02']],
  ['name:web', ['i-01']],
  ['id:i-03', ['i-03']],
  ['state:running', ['i-01', 'i-03']],
  ['10.0.1.', ['i-01']],
  ['production', ['i-01', 'i-02']],
  ['sg-0 -state:stopped', ['i-01']],
])('%s', (text, ids) => {
  const query = parseInstanceFilter(text);
  if ('problem' in query) throw new Error(query.problem);
  expect(INSTANCES.filter(query.matches).map(({ id }) => id)).toEqual(ids);
});

test('a slip is answered with what there is', () => {
  expect(parseInstanceFilter('vpc:vpc-1')).toEqual({
    problem: expect.stringContaining('Use tag, zone, subnet, sg, asg, type, name, id or state;') as string,
  });
});
