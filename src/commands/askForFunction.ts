// Which Lambda function to register, with which version or alias; adds the permission to invoke it when it is missing.
import { window } from 'vscode';
import { checkFunctionGroup } from '../model/eligibility';
import type { FunctionQualifier, LambdaFunction } from '../model/network';
import { invokeStatement, letsLoadBalancerInvoke } from '../model/permission';
import { Problem } from '../model/problem';
import { type TargetIdentity, targetLabel } from '../model/target';
import { type Choice, pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

export async function askForFunction(_services: Services, choice: GroupChoice): Promise<TargetIdentity[]> {
  const { account, group } = choice;
  const refusal = checkFunctionGroup(await account.readHealth(group.arn, { priority: 'user' }));
  if (refusal !== undefined) throw new Problem(refusal.message, { kind: 'invalid' });
  const cloud = await account.cloud();
  const title = `Register a Function with ${group.name}`;
  const lambdaFunction = await pickOne(functionChoices(cloud.functions({ priority: 'user' }), choice), {
    title: `${title} (1/2)`,
    placeHolder: `Lambda function of ${account.connection.region}`,
  });
  const qualifier = await pickOne(
    cloud
      .qualifiers(lambdaFunction, { priority: 'user' })
      .then((qualifiers) => qualifiers.map(qualifierChoice)),
    {
      title: `${title} (2/2)`,
      placeHolder: 'An alias is recommended: it can be moved to a new version without registering anew',
    },
  );
  await ensurePermission(choice, qualifier.arn);
  return [{ id: qualifier.arn }];
}

async function functionChoices(
  functions: Promise<readonly LambdaFunction[]>,
  { account, group }: GroupChoice,
): Promise<Choice<LambdaFunction>[]> {
  const found = await functions;
  if (found.length === 0) {
    throw new Problem(
      `${group.name}: there is no Lambda function in ${account.connection.region}. A function must be in the group's own account and Region.`,
      { kind: 'notFound' },
    );
  }
  return [...found]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((lambdaFunction) => ({
      label: lambdaFunction.name,
      description: [lambdaFunction.runtime, lambdaFunction.description]
        .filter((part) => part !== undefined && part !== '')
        .join(' · '),
      value: lambdaFunction,
    }));
}

function qualifierChoice(qualifier: FunctionQualifier): Choice<FunctionQualifier> {
  const kinds = {
    alias: `alias of version ${qualifier.version ?? ''}`,
    version: 'version',
    latest: 'the unpublished code, as it is last saved',
  };
  return {
    label: qualifier.name,
    description: [kinds[qualifier.kind], qualifier.description]
      .filter((part) => part !== undefined && part !== '')
      .join(' · '),
    value: qualifier,
  };
}

/** The API and the CLI do not add it, as the console does: a register without it is refused with AccessDenied. */
async function ensurePermission({ account, group }: GroupChoice, functionArn: string): Promise<void> {
  const cloud = await account.cloud();
  const policy = await cloud.functionPolicy(functionArn, { priority: 'user' });
  if (letsLoadBalancerInvoke(policy, functionArn, group.arn)) return;
  const statement = invokeStatement(group.arn);
  const action = 'Add Permission and Register';
  const chosen = await window.showInformationMessage(
    `Let Elastic Load Balancing invoke ${targetLabel({ id: functionArn })}?`,
    {
      modal: true,
      detail: [
        'It may not yet, so registering would be refused. This statement is added to the function’s resource policy:',
        '',
        `Sid: ${statement.statementId}`,
        `Action: ${statement.action}`,
        `Principal: ${statement.principal}`,
        `Source ARN: ${statement.sourceArn}`,
      ].join('\n'),
    },
    action,
  );
  if (chosen !== action) throw new Cancelled();
  await cloud.allowInvoke(functionArn, statement, { priority: 'user' });
}
