// Edits the health check of a target group: one setting after the other, then all that changes is shown and saved.
import { ProgressLocation, window } from 'vscode';
import { healthCheckCommand } from '../model/awsCli';
import {
  changeBetween,
  changed,
  fieldInWords,
  fieldLabel,
  fieldPrompt,
  fieldsOf,
  HEALTH_CHECK_FIELDS,
  type HealthCheckChange,
  type HealthCheckField,
  parseField,
  protocolsOf,
  whyNotTogether,
} from '../model/healthCheckEdit';
import { effectsOf } from '../model/healthCheckEffects';
import { plural } from '../model/plural';
import type { RegisteredTarget } from '../model/target';
import type { HealthCheck, TargetGroup } from '../model/targetGroup';
import { changeHealthCheck } from '../state/healthCheckChange';
import { type Choice, pickOne } from './ask';
import { copyCommands } from './copyCommand';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';
import { targetName } from './targetName';

const SAID_FOR_MILLISECONDS = 6_000;
const BY_USER = { priority: 'user' } as const;
const SAVE = 'Save';
const COPY = 'Copy as AWS CLI';

export const editHealthCheck: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  for (const choice of await chooseGroups(services, rows, 'Target group whose health check to edit'))
    await edit(services, choice);
};

async function edit(services: Services, { account, group: known }: GroupChoice): Promise<void> {
  // What is known may be old: who edits must see what is there now.
  await account.readGroups(BY_USER);
  if (account.error !== undefined) throw account.error;
  const group = account.group(known.arn)?.group ?? known;
  const targets = await account.readHealth(group.arn, BY_USER);
  const { change, as } = await decide({ account, group }, targets);
  if (as === COPY) {
    await copyCommands([healthCheckCommand(await account.cloud(), group.arn, change)]);
    return;
  }
  await window.withProgress(
    { location: ProgressLocation.Window, title: `Changing the health check of ${group.name}` },
    () => changeHealthCheck(account, group, change, services.clock),
  );
  window.setStatusBarMessage(`$(check) Changed the health check of ${group.name}`, SAID_FOR_MILLISECONDS);
  // Not waited for: a failure is kept with the group, and shown there.
  account.readHealth(group.arn, BY_USER).catch(() => undefined);
}

/** Who leaves the review comes back to the settings as they were chosen. */
async function decide(
  choice: GroupChoice,
  targets: readonly RegisteredTarget[],
): Promise<{ change: HealthCheckChange; as: typeof SAVE | typeof COPY }> {
  const { group } = choice;
  let after = group.healthCheck;
  for (;;) {
    after = await askForSettings(group, after);
    const change = changeBetween(group.healthCheck, after);
    const as = await review(choice, after, change, targets);
    if (as !== undefined) return { change, as };
  }
}

/** One setting after the other, until what is there is to be saved. */
async function askForSettings(group: TargetGroup, chosen: HealthCheck): Promise<HealthCheck> {
  let after = chosen;
  for (;;) {
    const picked = await pickOne(settingsOf(group, after), {
      title: `Health Check of ${group.name}`,
      placeHolder: 'Setting to change',
    });
    if (picked === SAVE) {
      const wrong = whyNotTogether(group, after);
      if (wrong === undefined) return after;
      void window.showErrorMessage(wrong);
    } else {
      after = changed(group, after, (await askForSetting(picked, group, after)) ?? {});
    }
  }
}

function settingsOf(group: TargetGroup, after: HealthCheck): Choice<HealthCheckField | typeof SAVE>[] {
  const before = group.healthCheck;
  const count = Object.keys(changeBetween(before, after)).length;
  const settings = fieldsOf(group, after).map((field): Choice<HealthCheckField> => {
    const [was, is] = [fieldInWords(field, before), fieldInWords(field, after)];
    return {
      label: `${was === is ? '' : '$(edit) '}${fieldLabel(field)}`,
      description: was === is ? is : `${was} → ${is}`,
      value: field,
    };
  });
  return [
    ...(count === 0
      ? []
      : [{ label: `$(check) Review and save ${plural(count, 'change')}…`, value: SAVE } as const]),
    ...settings,
  ];
}

/** Undefined where the question was left: then the setting stays. */
async function askForSetting(
  field: HealthCheckField,
  group: TargetGroup,
  check: HealthCheck,
): Promise<HealthCheckChange | undefined> {
  const title = `${fieldLabel(field)} of the Health Check of ${group.name}`;
  if (field === 'enabled') {
    const picked = await window.showQuickPick(['on', 'off'], { title, ignoreFocusOut: true });
    return picked === undefined ? undefined : { enabled: picked === 'on' };
  }
  if (field === 'protocol') {
    const protocol = await window.showQuickPick([...protocolsOf(group)], { title, ignoreFocusOut: true });
    return protocol === undefined ? undefined : { protocol };
  }
  const typed = await window.showInputBox({
    title,
    prompt: fieldPrompt(field, group),
    value: String(check[field] ?? ''),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const parsed = parseField(field, text, group);
      return typeof parsed === 'string' ? parsed : undefined;
    },
  });
  const parsed = typed === undefined ? undefined : parseField(field, typed, group);
  return typeof parsed === 'string' ? undefined : parsed;
}

/** Before → after, and what it does to the targets that are there; undefined where it is left. */
async function review(
  { account, group }: GroupChoice,
  after: HealthCheck,
  change: HealthCheckChange,
  targets: readonly RegisteredTarget[],
): Promise<typeof SAVE | typeof COPY | undefined> {
  const before = group.healthCheck;
  const lines = HEALTH_CHECK_FIELDS.filter((field) => after[field] !== before[field]).map(
    (field) => `${fieldLabel(field)}: ${fieldInWords(field, before)} → ${fieldInWords(field, after)}`,
  );
  const effects = effectsOf(before, after, change, targets, (target) => targetName(account, target));
  const chosen = await window.showWarningMessage(
    `Change the health check of ${group.name} (${account.label})?`,
    { modal: true, detail: [...lines, ...(effects.length === 0 ? [] : ['', ...effects])].join('\n') },
    SAVE,
    COPY,
  );
  return chosen;
}
