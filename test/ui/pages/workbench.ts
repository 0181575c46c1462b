// The VS Code window: opening it, running commands, its theme and its parts.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { join } from 'node:path';
import { outDir } from '../../workbench/paths.mjs';
import { workbenchUrl } from '../../workbench/server.mjs';
import type { VsCodeServer } from '../../workbench/server.mjs';
import { Dialog } from './dialog';
import { DrainMonitor } from './drainMonitor';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import { TextEditor } from './textEditor';
import { TreeView } from './treeView';

const themes = {
  dark: { setting: 'Default Dark Modern', mark: 'vs-dark' },
  light: { setting: 'Default Light Modern', mark: 'vs' },
  highContrast: { setting: 'Default High Contrast', mark: 'hc-black' },
  highContrastLight: { setting: 'Default High Contrast Light', mark: 'hc-light' },
};

export type Theme = keyof typeof themes;

export class Workbench {
  readonly tree: TreeView;
  readonly activity: TreeView;
  readonly quickInput: QuickInput;
  readonly dialog: Dialog;
  readonly notifications: Notifications;
  readonly drainMonitor: DrainMonitor;
  readonly editor: TextEditor;
  /** The right side of a difference. */
  readonly modified: TextEditor;

  constructor(
    readonly page: Page,
    private readonly server: VsCodeServer,
  ) {
    this.tree = new TreeView(page, 'Target Groups');
    this.activity = new TreeView(page, 'Activity');
    this.quickInput = new QuickInput(page);
    this.dialog = new Dialog(page);
    this.notifications = new Notifications(page);
    this.drainMonitor = new DrainMonitor(page);
    this.editor = new TextEditor(page, '.editor-group-container .monaco-editor');
    this.modified = new TextEditor(page, '.editor-group-container .modified-in-monaco-diff-editor');
  }

  /** Opens an empty window, or a folder. */
  async open(folder?: string): Promise<void> {
    await this.page.goto(workbenchUrl(this.server.url, folder === undefined ? {} : { folder }));
    await this.untilReady();
  }

  /** Reloads the window; the editor of this title is open again afterwards, and the extension still has this text. */
  async reload({ reopening, keeping }: { reopening?: string; keeping?: string } = {}): Promise<void> {
    // The workbench stores its editors, and what extensions keep, every few seconds, and not on the way out.
    const stored = (item: string) => expect.poll(() => this.stored(item), { timeout: 20_000 });
    if (reopening !== undefined) await stored('memento/workbench.parts.editor').toContain(reopening);
    if (keeping !== undefined) await stored('elb-target-groups.elb-target-groups').toContain(keeping);
    await this.page.reload();
    await this.untilReady();
  }

  /** What the window, not the user, has stored under this name. */
  private async stored(item: string): Promise<string> {
    return this.page.evaluate(async (item) => {
      const answer = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => {
            resolve(request.result);
          };
          request.onerror = () => {
            reject(new Error('The state of the window cannot be read.'));
          };
        });
      let found = '';
      for (const { name = '' } of await indexedDB.databases()) {
        if (!name.startsWith('vscode-web-state-db-') || name.endsWith('-global')) continue;
        const database = await answer(indexedDB.open(name));
        const items = database.transaction('ItemTable').objectStore('ItemTable');
        found += String(await answer(items.get(item)));
        database.close();
      }
      return found;
    }, item);
  }

  /** The extension's contributions are there; it is not active before something asks for it. */
  private async untilReady(): Promise<void> {
    await expect(this.activityBarItem('Target Groups')).toBeVisible({ timeout: 60_000 });
  }

  activityBarItem(name: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name });
  }

  /** Shows the extension's container in the sidebar. */
  async openTargetGroups(): Promise<TreeView> {
    // A click on the open container closes it, and a reloaded window opens by itself what was open.
    await expect(async () => {
      if (!(await this.tree.body.isVisible())) await this.activityBarItem('Target Groups').click();
      await expect(this.tree.body).toBeVisible({ timeout: 2_000 });
    }).toPass();
    return this.tree;
  }

  /** Runs a command from the palette by its whole title, such as `Target Groups: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    await this.quickInput.pick(title);
  }

  async changeSettings(settings: Record<string, unknown>): Promise<void> {
    await this.server.changeMachineSettings(settings);
  }

  async setTheme(theme: Theme): Promise<void> {
    const { setting, mark } = themes[theme];
    await this.changeSettings({ 'workbench.colorTheme': setting });
    await expect(this.page.locator('.monaco-workbench').first()).toContainClass(mark);
  }

  /** Drags the sidebar's edge, to see how rows fare in a narrow or wide one. */
  async setSidebarWidth(pixels: number): Promise<void> {
    const sidebar = await this.page.locator('.part.sidebar').boundingBox();
    if (!sidebar) throw new Error('The sidebar is hidden.');
    const y = sidebar.y + sidebar.height / 2;
    await this.page.mouse.move(sidebar.x + sidebar.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(sidebar.x + pixels, y, { steps: 5 });
    await this.page.mouse.up();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** The whole text of the editor that is shown, by way of the clipboard. */
  async editorText(): Promise<string> {
    await this.editor.copyAll();
    return this.clipboard();
  }

  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  editorTab(name: string | RegExp): Locator {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }

  /** Saves a picture of the whole window as `out/screenshots/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(outDir, 'screenshots', `${name}.png`) });
  }
}
