// Which Lambda function to register, with which version or alias; adds the permission to invoke it when it is missing.
import { window } from 'vscode';
import { checkFunctionGroup } from '../model/eligibility';
import type { FunctionQualifier, LambdaFunction } from '../model/network';
import { invokeStatement, letsLoadBalancerInvoke } from '../model/permission';
import { COMMANDS } from '../model/contributions';
import { isProblem, Problem } from '../model/problem';
import { type TargetIdentity, targetLabel } from '../model/target';
import { type Choice, pickOne, type Separator, separator } from './ask';
import { Cancelled } from './errorBoundary';
import { offerNext } from './offerNext';
import type { GroupChoice } from './pickGroup';
import type { Services } from './services';

export async function askForFunction(services: Services, choice: GroupChoice): Promise<TargetIdentity[]> {
  const { account, group } = choice;
  const refusal = checkFunctionGroup(await account.readHealth(group.arn, { priority: 'user' }));
  if (refusal !== undefined) {
    offerNext({
      kind: 'error',
      message: refusal.message,
      button: 'Replace Through a New Target Group…',
      command: COMMANDS.replaceFunction,
      node: services.tree.nodes.group(account, group.arn),
    });
    throw new Cancelled();
  }
  const functionArn = await pickFunction(choice, `Register a Function with ${group.name}`, 2);
  await ensurePermission(choice, functionArn);
  return [{ id: functionArn }];
}

/** The ARN to register: of a function's alias or version. These are the first two of so many steps. */
export async function pickFunction(choice: GroupChoice, title: string, steps: number): Promise<string> {
  const cloud = await choice.account.cloud();
  const lambdaFunction = await pickOne(functionChoices(cloud.functions({ priority: 'user' }), choice), {
    title: `${title} (1/${steps})`,
    placeHolder: `Lambda function of ${choice.account.connection.region}`,
  });
  const qualifiers = cloud.qualifiers(lambdaFunction, { priority: 'user' });
  const { arn } = await pickOne(qualifiers.then(qualifierChoices), {
    title: `${title} (2/${steps})`,
    placeHolder: `Alias or version of ${lambdaFunction.name}`,
  });
  return arn;
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

function qualifierChoices(
  qualifiers: readonly FunctionQualifier[],
): (Choice<FunctionQualifier> | Separator)[] {
  const sections = [
    ['alias', 'aliases (recommended: an alias moves to a new version without registering anew)'],
    ['version', 'versions (each stays as it is: a new one has to be registered anew)'],
    ['latest', 'unpublished (requests get every change as soon as it is saved)'],
  ] as const;
  return sections.flatMap(([kind, title]) => {
    const choices = qualifiers.filter((one) => one.kind === kind).map(qualifierChoice);
    return choices.length === 0 ? [] : [separator(title), ...choices];
  });
}

function qualifierChoice(qualifier: FunctionQualifier): Choice<FunctionQualifier> {
  const { kind, name, version = '', description } = qualifier;
  return {
    label: kind === 'version' ? `Version ${name}` : name,
    description: [kind === 'alias' ? `version ${version}` : undefined, description]
      .filter((part) => part !== undefined && part !== '')
      .join(' · '),
    value: qualifier,
  };
}

/** The API and the CLI do not add it, as the console does: a register without it is refused with AccessDenied. */
async function ensurePermission({ account, group }: GroupChoice, functionArn: string): Promise<void> {
  const cloud = await account.cloud();
  let policy: string | undefined;
  try {
    policy = await cloud.functionPolicy(functionArn, { priority: 'user' });
  } catch (error) {
    if (!isProblem(error) || error.kind !== 'accessDenied') throw error;
    // The permission may be there all the same; the register will tell.
    void window.showWarningMessage(
      `Whether Elastic Load Balancing may invoke ${targetLabel({ id: functionArn })} is not known: ${error.message}`,
    );
    return;
  }
  if (letsLoadBalancerInvoke(policy, functionArn, group.arn)) return;
  const statement = invokeStatement(group.arn);
  const action = 'Add Permission';
  const chosen = await window.showInformationMessage(
    `Let Elastic Load Balancing invoke ${targetLabel({ id: functionArn })}?`,
    {
      modal: true,
      detail: [
        'It may not yet, so registering would be refused. This statement is added to the function’s resource policy now:',
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
