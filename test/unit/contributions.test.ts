// The names that package.json and the code share: the same on both sides, and every menu entry leads somewhere.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CAPABILITIES,
  COMMANDS,
  DRAIN_MONITOR_VIEW_TYPE,
  SETTINGS,
  TARGET_LIST_SCHEME,
  VIEWS,
} from '../../src/model/contributions';

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly icon?: string;
    }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest;
const { commands, views, viewsContainers, viewsWelcome, menus, configuration } = manifest.contributes;
const commandIds = Object.values<string>(COMMANDS);
const viewIds = Object.values<string>(VIEWS);
const entries = Object.entries(menus).flatMap(([menu, list]) => list.map((entry) => ({ menu, ...entry })));

/** The names that a `viewItem` of the condition asks for, as regular expressions or by equality. */
function viewItems(when: string): string[] {
  return [...when.matchAll(/viewItem\s*(?:=~\s*\/(.+?)\/|==\s*(\S+))/g)].map(
    ([, pattern, literal]) => pattern ?? literal ?? '',
  );
}

describe('names in both places', () => {
  it('are those of the commands', () => {
    expect(commands.map(({ command }) => command).sort()).toEqual([...commandIds].sort());
  });

  it('are those of the settings', () => {
    expect(Object.keys(configuration.properties).sort()).toEqual(Object.values<string>(SETTINGS).sort());
  });

  it('are those of the views', () => {
    const contributed = Object.values(views).flatMap((list) => list.map(({ id }) => id));
    expect(contributed.sort()).toEqual([...viewIds].sort());
    expect(Object.keys(views)).toEqual(
      Object.values(viewsContainers).flatMap((list) => list.map(({ id }) => id)),
    );
  });

  it('are those that bring the extension back: for what goes on by itself, its panel and its documents', () => {
    expect(manifest.activationEvents).toEqual([
      'onStartupFinished',
      `onWebviewPanel:${DRAIN_MONITOR_VIEW_TYPE}`,
      `onFileSystem:${TARGET_LIST_SCHEME}`,
    ]);
  });
});

describe('a command', () => {
  it.each(commands)('$command has a title and the product’s category', ({ title, category }) => {
    expect(title.trim()).toBe(title);
    expect(title).not.toBe('');
    expect(category).toBe('Target Groups');
  });

  it('has a title that no other has', () => {
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });
});

describe('a menu entry', () => {
  it.each(entries)('$menu $group $command leads to a known command', ({ command }) => {
    expect(commandIds).toContain(command);
  });

  it.each(entries)('$menu $group $command names views that there are', ({ when = '' }) => {
    for (const [, view] of when.matchAll(/\bview\s*==\s*([\w.]+)/g)) expect(viewIds).toContain(view);
  });

  it.each(menus['view/item/context'] ?? [])(
    '$group $command asks an item for a capability that there is, as a whole word',
    ({ when = '' }) => {
      const asked = viewItems(when);
      expect(asked).not.toEqual([]);
      for (const pattern of asked) {
        const capability = /^\\b(\w+)\\b$/.exec(pattern)?.[1];
        expect(CAPABILITIES).toContain(capability);
      }
    },
  );

  it('that is inline has an icon', () => {
    const shown = entries.filter(
      ({ menu, group = '' }) => /^(inline|navigation)/.test(group) && menu !== 'commandPalette',
    );
    expect(shown).not.toEqual([]);
    for (const { command } of shown)
      expect(commands.find((each) => each.command === command)?.icon).toBeDefined();
  });
});

describe('the capabilities', () => {
  it('are each asked for by a menu', () => {
    const asked = entries.flatMap(({ when = '' }) => viewItems(when)).join(' ');
    expect(CAPABILITIES.filter((capability) => !asked.includes(`\\b${capability}\\b`))).toEqual([]);
  });

  it('are words, so that one never matches within another', () => {
    for (const capability of CAPABILITIES) expect(capability).toMatch(/^\w+$/);
    expect(new Set(CAPABILITIES).size).toBe(CAPABILITIES.length);
  });
});

describe('the welcome', () => {
  it('is that of a view there is, and its buttons lead to known commands', () => {
    for (const { view, contents } of viewsWelcome) {
      expect(viewIds).toContain(view);
      const buttons = [...contents.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command);
      expect(buttons).not.toEqual([]);
      for (const command of buttons) expect(commandIds).toContain(command);
    }
  });
});
