// Lets the drain monitor measure what still arrives, with the user's consent to what CloudWatch charges.
import { ConfigurationTarget, env, Uri, window, workspace } from 'vscode';
import { SETTINGS } from '../model/contributions';
import { plural } from '../model/plural';
import { Problem } from '../model/problem';
import type { Account } from '../state/account';
import { pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import type { CommandFunction, Services } from './services';

const SESSION = 'Measure in This Window';
const ALWAYS = 'Always, for All Connections';
const PRICES = 'Show Prices';
const PRICES_PAGE = 'https://aws.amazon.com/cloudwatch/pricing/';
const SAID_FOR_MILLISECONDS = 6_000;

/** @param connectionId of the drain monitor's button; absent from the palette */
export const measureDrains: CommandFunction = async (services, connectionId) => {
  const account = await chooseAccount(services, connectionId);
  const { drainMetrics, monitor } = services;
  const consent = drainMetrics.consentOf(account);
  if (consent === 'refused') {
    throw new Problem(
      `Nothing is read from CloudWatch: the setting ${SETTINGS.drainMetrics} is “never”. Set it to “ask”, then measure.`,
      { kind: 'invalid' },
    );
  }
  if (consent === 'missing') await askForConsent(services, account);
  monitor.show({ preserveFocus: false, tab: 'drains' });
  window.setStatusBarMessage(
    `$(check) The drains of ${account.label} are measured while the drain monitor is shown`,
    SAID_FOR_MILLISECONDS,
  );
};

async function chooseAccount({ inventory }: Services, connectionId: unknown): Promise<Account> {
  const given = typeof connectionId === 'string' ? inventory.account(connectionId) : undefined;
  if (given !== undefined) return given;
  const { accounts } = inventory;
  if (accounts.length === 0) {
    throw new Problem('There is no connection yet. Connect a profile, or start the emulator.', {
      kind: 'notFound',
      remedies: [{ kind: 'startEmulator' }, { kind: 'addConnection' }],
    });
  }
  return pickOne(
    accounts.map((account) => ({
      label: account.label,
      description: account.connection.kind === 'emulator' ? 'measured anyway: it costs nothing' : '',
      value: account,
    })),
    { title: 'Measure Drains with CloudWatch', placeHolder: 'Connection whose drains are measured' },
  );
}

async function askForConsent({ drainMetrics }: Services, account: Account): Promise<void> {
  for (;;) {
    const chosen = await window.showWarningMessage(
      `Measure what drains in ${account.label} with CloudWatch?`,
      { modal: true, detail: whatItCosts(drainMetrics.metricsAMinute(account)) },
      SESSION,
      ALWAYS,
      PRICES,
    );
    switch (chosen) {
      case SESSION:
        drainMetrics.agree(account.id);
        return;
      case ALWAYS:
        await workspace
          .getConfiguration()
          .update(SETTINGS.drainMetrics, 'always', ConfigurationTarget.Global);
        return;
      case PRICES:
        await env.openExternal(Uri.parse(PRICES_PAGE, true));
        break;
      default:
        throw new Cancelled();
    }
  }
}

function whatItCosts(metricsAMinute: number): string {
  const now =
    metricsAMinute === 0
      ? 'Nothing drains now; a target group needs up to 5 metrics a minute while it does.'
      : `For what drains now: ${plural(metricsAMinute, 'metric')} a minute.`;
  return [
    'The requests, connections and errors of the target groups that drain, and of their load balancers, are read once a minute while the drain monitor is shown, and once more some minutes after a drain has ended, to see whether requests were cut. Groups in which nothing drains are not read.',
    `AWS charges for each metric that is requested with GetMetricData. ${now}`,
    'The profile needs the IAM action cloudwatch:GetMetricData.',
  ].join('\n\n');
}
