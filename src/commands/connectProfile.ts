// Adds a connection: a profile of the AWS configuration, and a Region.
import { commands, window } from 'vscode';
import { connectionId, connectionLabel, type ProfileConnection } from '../model/connection';
import { VIEWS } from '../model/contributions';
import { Problem } from '../model/problem';
import { REGIONS } from '../model/regions';
import { listProfiles, type Profile } from '../state/cloudAccess';
import { type Choice, pickOne } from './ask';
import { Cancelled } from './errorBoundary';
import type { CommandFunction, Services } from './services';

export const connectProfile: CommandFunction = async (services) => {
  const profiles = await listProfiles();
  if (profiles.length === 0) {
    throw new Problem(
      'There is no profile in the AWS configuration (~/.aws/config). Add one, for example with “aws configure sso”, or try the emulator.',
      { kind: 'unknownProfile', remedies: [{ kind: 'editConfiguration' }, { kind: 'startEmulator' }] },
    );
  }
  const profile = await pickOne(profiles.map(profileChoice), {
    title: 'Connect a Profile (1/2)',
    placeHolder: 'Profile of the AWS configuration',
  });
  const region = await pickRegion(profile);
  await connect(services, { kind: 'profile', profile: profile.name, region });
};

async function connect(
  { connections, inventory, tree }: Services,
  connection: ProfileConnection,
): Promise<void> {
  await connections.add(connection);
  await commands.executeCommand(`${VIEWS.targetGroups}.focus`);
  const account = inventory.account(connectionId(connection));
  if (account === undefined) {
    throw new Problem(
      `The connection ${connectionLabel(connection)} could not be saved in the settings. Check that settings.json can be written.`,
      { kind: 'invalid', remedies: [{ kind: 'showLog' }] },
    );
  }
  await tree.view.reveal(tree.nodes.account(account), { expand: true, focus: true });
}

function profileChoice(profile: Profile): Choice<Profile> {
  return {
    label: profile.name,
    description: [profile.region, profile.signsInBy].filter((part) => part !== undefined).join(' · '),
    value: profile,
  };
}

const ANOTHER = Symbol('another Region');

async function pickRegion({ name, region }: Profile): Promise<string> {
  const own = REGIONS.find(({ id }) => id === region);
  const choices: Choice<string | typeof ANOTHER>[] = [
    ...(region === undefined
      ? []
      : [
          {
            label: region,
            description: [own?.name, `of the profile ${name}`].filter(Boolean).join(' · '),
            value: region,
          },
        ]),
    ...REGIONS.filter(({ id }) => id !== region).map(({ id, name: place }) => ({
      label: id,
      description: place,
      value: id,
    })),
    { label: 'Another Region…', value: ANOTHER, alwaysShow: true },
  ];
  const picked = await pickOne(choices, { title: 'Connect a Profile (2/2)', placeHolder: 'Region' });
  if (picked !== ANOTHER) return picked;
  const typed = await window.showInputBox({
    title: 'Connect a Profile (2/2)',
    prompt: 'The Region’s id, such as eu-west-1',
    validateInput: (value) =>
      /^[a-z]{2}(-[a-z]+)+-\d$/.test(value.trim()) ? undefined : 'A Region’s id looks like eu-west-1.',
  });
  if (typed === undefined) throw new Cancelled();
  return typed.trim();
}
