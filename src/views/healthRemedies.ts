// The command, or the page, behind each remedy of a state of health, and what a tooltip shows of an explanation.
import { MarkdownString } from 'vscode';
import { type CommandId, COMMANDS } from '../model/contributions';
import { HEALTH_DASHBOARD_URL } from '../model/consoleLink';
import type {
  HealthCause,
  HealthExplanation,
  HealthRemedy,
  HealthRemedyKind,
} from '../model/healthReasons/explanation';
import { escape } from './escape';
import { commandLink, type NodeReference } from './nodeReference';

const REMEDY_COMMANDS: Readonly<Record<Exclude<HealthRemedyKind, 'openHealthDashboard'>, CommandId>> = {
  checkSecurityGroups: COMMANDS.checkSecurityGroups,
  editHealthCheck: COMMANDS.editHealthCheck,
  openTarget: COMMANDS.openInConsole,
  showRouting: COMMANDS.showRouting,
  waitUntilHealthy: COMMANDS.waitUntilHealthy,
  waitUntilDrained: COMMANDS.waitUntilDrained,
  register: COMMANDS.register,
  deregister: COMMANDS.deregister,
  refresh: COMMANDS.refresh,
};

/** The commands that a tooltip may run, and no others. */
const LINKED: readonly CommandId[] = [...Object.values(REMEDY_COMMANDS), COMMANDS.explainHealth];

const LINKS_OF_TOOLTIP = 2;

/** Undefined where the remedy is a page and no command. */
export function remedyCommand({ kind }: HealthRemedy): CommandId | undefined {
  return kind === 'openHealthDashboard' ? undefined : REMEDY_COMMANDS[kind];
}

/** Each remedy once, in the order of the causes. */
function remediesOf(causes: readonly HealthCause[]): HealthRemedy[] {
  const remedies = causes.flatMap(({ remedy }) => remedy ?? []);
  return [...new Map(remedies.map((remedy) => [remedy.kind, remedy])).values()];
}

/** Appends what the state means, what to do, and links to the likeliest remedies. */
export function appendExplanation(
  text: MarkdownString,
  { meaning, since, evidence, causes }: HealthExplanation,
  reference: NodeReference,
): void {
  text.isTrusted = { enabledCommands: LINKED };
  text.appendMarkdown(`${escape([meaning, ...since, ...evidence].join(' '))}\n\n`);
  const worthwhile = causes.filter(({ likelihood }) => likelihood !== 'unlikely');
  const steps = worthwhile.map(({ step }) => step);
  if (steps.length > 0)
    text.appendMarkdown(
      `What to do:\n${[...new Set(steps)].map((step) => `- ${escape(step)}`).join('\n')}\n\n`,
    );
  const links = [
    ...remediesOf(worthwhile)
      .slice(0, LINKS_OF_TOOLTIP)
      .map((remedy) => link(remedy, reference)),
    `[Explain Health](${commandLink(COMMANDS.explainHealth, reference)})`,
  ];
  text.appendMarkdown(`${links.join(' · ')}\n\n`);
}

function link(remedy: HealthRemedy, reference: NodeReference): string {
  const command = remedyCommand(remedy);
  return `[${escape(remedy.label)}](${command === undefined ? HEALTH_DASHBOARD_URL : commandLink(command, reference)})`;
}
