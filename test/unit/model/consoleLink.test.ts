// Addresses of console pages in each partition.
import { describe, expect, it, test } from 'vitest';
import { consoleUrl, targetConsoleUrl } from '../../../src/model/consoleLink';
import { FUNCTION_ARN, functionGroup, group } from './samples';

test.each([
  ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
])('a group in %s', (partition, region, host) => {
  const arn = `arn:${partition}:elasticloadbalancing:${region}:111122223333:targetgroup/web/73e2d6bc24d8a067`;
  expect(consoleUrl(arn)).toBe(`https://${host}/ec2/home?region=${region}#TargetGroup:targetGroupArn=${arn}`);
});

describe('a target', () => {
  it('that is an instance', () => {
    expect(targetConsoleUrl({ id: 'i-0abc', port: 80 }, group({ targetType: 'instance' }))).toBe(
      'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#InstanceDetails:instanceId=i-0abc',
    );
  });

  test.each([
    [FUNCTION_ARN, 'orders'],
    [`${FUNCTION_ARN}:$LATEST`, 'orders'],
    [`${FUNCTION_ARN}:7`, 'orders/versions/7'],
    [`${FUNCTION_ARN}:live`, 'orders/aliases/live'],
  ])('that is a function: %s', (id, path) => {
    expect(targetConsoleUrl({ id }, functionGroup())).toBe(
      `https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/${path}`,
    );
  });

  it('that is neither has no page', () => {
    expect(targetConsoleUrl({ id: '10.0.1.5', port: 80 }, group())).toBeUndefined();
    expect(targetConsoleUrl({ id: 'arn:x' }, group({ targetType: 'alb' }))).toBeUndefined();
    expect(targetConsoleUrl({ id: 'orders' }, functionGroup())).toBeUndefined();
  });
});
