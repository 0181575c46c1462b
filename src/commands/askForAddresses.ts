// Which IP addresses to register: a network, then addresses typed or pasted, checked as they are typed.
import {
  type InputBoxValidationMessage,
  InputBoxValidationSeverity,
  QuickInputButtons,
  ThemeIcon,
  window,
} from 'vscode';
import {
  type AdditionsContext,
  type AddressNetwork,
  checkAdditions,
  type CheckedAdditions,
} from '../model/addressAdditions';
import type { ProposedChange } from '../model/pendingChange';
import { plural } from '../model/plural';
import { Problem } from '../model/problem';
import { targetLabel } from '../model/target';
import { targetsQuotaOrUsual } from '../state/targetsQuota';
import { confirm } from './ask';
import { Cancelled, withinBoundary } from './errorBoundary';
import { openAdditions } from './openAdditions';
import type { GroupChoice } from './pickGroup';
import { pickNetwork } from './pickNetwork';
import type { Services } from './services';

/** How many are named before all of them are taken. */
const MOST_SHOWN = 4;
const MOST_NOTES = 2;
const MOST_REASONS = 5;

const AS_TEXT = { iconPath: new ThemeIcon('list-flat'), tooltip: 'Go on as text in the editor' };

/** What is left out is opened as text, so that it is not lost. */
export async function askForAddresses(services: Services, choice: GroupChoice): Promise<ProposedChange[]> {
  const title = `Register IP Addresses with ${choice.group.name}`;
  const context = await readContext(services, choice);
  // What was typed is there again after a step back.
  let kept = '';
  for (;;) {
    const answer = await pickNetwork(choice.group, context.network, `${title} (1/2)`);
    const typed =
      answer === 'asText'
        ? { asText: kept }
        : await askForList({
            title: `${title} (2/2)`,
            value: answer.text ?? kept,
            prompt: promptFor(answer.network, choice),
            check: (text) => checkLine(text, answer.network, context, services.clock.now()),
          });
    if ('back' in typed) {
      kept = typed.back;
      continue;
    }
    if ('asText' in typed) {
      await openAdditions(services, choice, typed.asText);
      throw new Cancelled();
    }
    const { accepted, leftOut } = typed;
    if (leftOut.length > 0) {
      const lines = leftOut.map(({ text, line, problem }) => `${text}  # line ${line}: ${problem}`);
      // A failure of it must not keep the others from being registered.
      await withinBoundary(services.log, 'opening what is left out', () =>
        openAdditions(services, choice, `${lines.join('\n')}\n`),
      );
    }
    return accepted.map(({ target, whenDrained }) => ({
      action: 'register',
      target,
      ...(whenDrained === undefined ? {} : { whenDrained }),
    }));
  }
}

async function readContext(
  { drains, pending }: Services,
  { account, group }: GroupChoice,
): Promise<AdditionsContext> {
  const { vpcId } = group;
  if (vpcId === undefined) throw new Problem(`${group.name} has no VPC.`, { kind: 'invalid' });
  const cloud = await account.cloud();
  const [network, registered, targetsPerGroup] = await Promise.all([
    cloud.network(vpcId, { priority: 'user' }),
    account.readHealth(group.arn, { priority: 'user' }),
    targetsQuotaOrUsual(account),
  ]);
  return {
    group,
    network,
    registered,
    drainingUntil: drains.drainingUntil(account.id, group.arn),
    pending: pending.of(account.id, group.arn),
    targetsPerGroup,
  };
}

interface ListQuestion {
  readonly title: string;
  readonly value: string;
  readonly prompt: string;
  readonly check: (text: string) => CheckedAdditions;
}

/** Good ones are not held up by bad ones: who leaves those out is asked, and told which. */
async function askForList({
  title,
  value,
  prompt,
  check,
}: ListQuestion): Promise<CheckedAdditions | { readonly back: string } | { readonly asText: string }> {
  const box = window.createInputBox();
  box.title = title;
  box.value = value;
  box.prompt = prompt;
  box.placeholder = '10.0.1.50  10.0.1.51:8081  10.0.1.60-70  10.0.1.64/28:8080';
  box.ignoreFocusOut = true;
  box.buttons = [QuickInputButtons.Back, AS_TEXT];
  const show = () => {
    box.validationMessage = box.value.trim() === '' ? '' : verdict(check(box.value));
  };
  show();
  try {
    return await new Promise((resolve, reject) => {
      box.onDidChangeValue(show);
      box.onDidTriggerButton((button) => {
        resolve(button === QuickInputButtons.Back ? { back: box.value } : { asText: box.value });
      });
      box.onDidHide(() => {
        reject(new Cancelled());
      });
      box.onDidAccept(() => {
        const checked = check(box.value);
        if (checked.accepted.length === 0) show();
        else if (checked.leftOut.length === 0) resolve(checked);
        else {
          confirmLeavingOut(checked).then(
            () => {
              resolve(checked);
            },
            // The list is still there.
            () => undefined,
          );
        }
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}

function confirmLeavingOut({ accepted, leftOut }: CheckedAdditions): Promise<void> {
  const reasons = leftOut.slice(0, MOST_REASONS).map(({ problem }) => problem);
  const more = leftOut.length - reasons.length;
  return confirm(
    `Take ${plural(accepted.length, 'address')} and leave ${leftOut.length} out?`,
    [
      ...reasons,
      ...(more > 0 ? [`And ${more} more.`] : []),
      'What is left out opens as text with its reasons, to be mended there.',
    ].join('\n\n'),
    `Take ${accepted.length}`,
  );
}

function promptFor(network: AddressNetwork, { group }: GroupChoice): string {
  return `Addresses ${networkInWords(network)}: one or many, ranges and blocks too. Without a port, ${group.port ?? ''} is used.`;
}

function networkInWords(network: AddressNetwork): string {
  switch (network.kind) {
    case 'any':
      return 'of any network';
    case 'subnet':
      return `of ${network.subnet.name ?? network.subnet.id}`;
    case 'other':
      return `outside the VPC, in the zone ${network.zone}`;
  }
}

/** Pasted lines are one line in a box, so a comment would silently swallow what follows it. */
function checkLine(
  text: string,
  network: AddressNetwork,
  context: AdditionsContext,
  now: number,
): CheckedAdditions {
  const checked = checkAdditions(text, network, context, now);
  const comment = /#.*$/s.exec(text)?.[0];
  if (comment === undefined) return checked;
  const problem =
    'What follows a # is a comment and is not read. Take it out, or go on as text, where each line has its own.';
  return { ...checked, leftOut: [...checked.leftOut, { text: comment, line: 1, problem }] };
}

function verdict({ accepted, leftOut, notes }: CheckedAdditions): string | InputBoxValidationMessage {
  const [first] = leftOut;
  const said = notes.slice(0, MOST_NOTES).join(' ');
  if (first === undefined) {
    const shown = accepted.slice(0, MOST_SHOWN).map(({ target }) => targetLabel(target));
    const more = accepted.length - shown.length;
    const all = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return {
      message: `Ready to register ${all}. ${said}`.trimEnd(),
      severity: accepted.length === 0 ? InputBoxValidationSeverity.Warning : InputBoxValidationSeverity.Info,
    };
  }
  const others = leftOut.length - 1;
  const reason =
    others === 0 ? first.problem : `${first.problem} (and ${others} more that cannot be registered)`;
  if (accepted.length === 0) return reason;
  return {
    message: `${reason} Enter takes the other ${accepted.length === 1 ? 'one' : accepted.length}.`,
    severity: InputBoxValidationSeverity.Warning,
  };
}
