// A tree in the sidebar: its rows, their inline actions and their context menu.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class TreeView {
  /** The view with its title bar. */
  readonly pane: Locator;
  readonly body: Locator;
  /** What the view says while it has no rows. */
  readonly welcome: Locator;

  constructor(
    private readonly page: Page,
    readonly name: string,
  ) {
    this.pane = page
      .locator('.part.sidebar .pane')
      .filter({ has: page.locator(`.pane-header[aria-label^="${name}"]`) });
    this.body = this.pane.locator('.pane-body');
    this.welcome = this.body.locator('.welcome-view-content');
  }

  /** Clicks a button of the view's title bar. */
  async titleAction(name: string): Promise<void> {
    await this.page.locator('.part.sidebar').getByRole('toolbar').getByRole('button', { name }).click();
  }

  /**
   * By its whole label when given text; by anything in the row, description included, when given a pattern. What is out
   * of service is no row of this kind: it has the name of the target that it was.
   */
  row(text: string | RegExp): Locator {
    return this.named(this.body.locator('.monaco-list-row:not([aria-label^="Out of service: "])'), text);
  }

  outOfService(text: string): Locator {
    return this.named(this.body.locator('.monaco-list-row[aria-label^="Out of service: "]'), text);
  }

  private named(rows: Locator, text: string | RegExp): Locator {
    if (text instanceof RegExp) return rows.filter({ hasText: text });
    return rows.filter({ has: this.page.locator('.label-name').getByText(text, { exact: true }) });
  }

  async expand(text: string | RegExp): Promise<void> {
    await this.setExpanded(text, true);
  }

  async collapse(text: string | RegExp): Promise<void> {
    await this.setExpanded(text, false);
  }

  private async setExpanded(text: string | RegExp, expanded: boolean): Promise<void> {
    const row = this.row(text);
    await expect(row).toHaveAttribute('aria-expanded', /true|false/);
    if ((await row.getAttribute('aria-expanded')) !== String(expanded)) {
      await row.locator('.monaco-tl-twistie').click();
    }
    await expect(row).toHaveAttribute('aria-expanded', String(expanded));
  }

  /** Everything that is read at first has been read: rows keep their places from now on. */
  private async settled(): Promise<void> {
    const rows = this.body.locator('.monaco-list-row');
    const groups = this.body.locator('.monaco-list-row[aria-label^="Target group "]');
    await expect(rows.first(), 'an empty list is not read yet').toBeVisible();
    await expect(this.row(/^Reading /)).toHaveCount(0);
    await expect(groups.filter({ hasNotText: /healthy|no targets|not checked|not up to date/ })).toHaveCount(
      0,
    );
  }

  /**
   * Does what acts on a row. Where the list was read anew in that very moment, the extension asks to choose again, and as
   * a user would, this does so: whenever that message is met, in whatever the journey does next.
   */
  private async act(action: () => Promise<void>): Promise<void> {
    const message = this.page.locator('.notifications-toasts .notification-list-item', {
      hasText: 'Choose it again, if it is still there.',
    });
    await this.page.removeLocatorHandler(message);
    await this.page.addLocatorHandler(message, async () => {
      await message.first().hover();
      await message
        .first()
        .getByRole('button', { name: /^Clear Notification/ })
        .click();
      await action();
    });
    await action();
  }

  /** Hovers the row until its tooltip shows: a row that is made anew under the mouse loses it. */
  async tooltip(text: string | RegExp): Promise<Locator> {
    const tooltip = this.page.locator('.monaco-hover');
    await this.settled();
    await expect(async () => {
      await this.page.mouse.move(0, 0);
      await this.row(text).hover();
      await expect(tooltip).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 15_000 });
    return tooltip;
  }

  /** Hovers the row and clicks the icon that shows. */
  async inlineAction(row: string | RegExp | Locator, name: string): Promise<void> {
    await this.settled();
    await this.act(() =>
      this.clickInline(typeof row === 'object' && 'hover' in row ? row : this.row(row), name),
    );
  }

  private async clickInline(row: Locator, name: string): Promise<void> {
    // A row that is made anew under the mouse is hovered over no more, and its icons are gone.
    await expect(async () => {
      await row.hover();
      await row.getByRole('button', { name }).click({ timeout: 2_000 });
    }).toPass({ timeout: 15_000 });
  }

  /**
   * Right-clicks the row; a row outside the selection becomes the only one acted on. While the tree changes, its rows
   * are made anew from one another, and a click can meet the wrong one: then it is tried again.
   */
  async openContextMenu(text: string | RegExp): Promise<Locator> {
    await this.settled();
    const menu = this.page.locator('.monaco-menu');
    await expect(async () => {
      if (await menu.isVisible()) await this.page.keyboard.press('Escape');
      await this.row(text).click({ button: 'right', timeout: 2_000 });
      await expect(menu).toBeVisible({ timeout: 2_000 });
      await expect(this.row(text)).toHaveClass(/focused/, { timeout: 500 });
    }).toPass({ timeout: 15_000 });
    return menu;
  }

  async contextMenu(text: string | RegExp, item: string): Promise<void> {
    await this.act(async () => {
      // A tree that takes the focus back has its menu closed.
      await expect(async () => {
        await this.chooseFrom(await this.openContextMenu(text), item);
      }).toPass({ timeout: 15_000 });
    });
  }

  /**
   * With the keyboard: a menu passes over clicks in its first moment, and after one that is gone nobody can tell whether it
   * was chosen from. Rejects only when nothing was chosen.
   */
  async chooseFrom(menu: Locator, item: string): Promise<void> {
    const choice = menu.getByRole('menuitem', { name: item, exact: true });
    await choice.hover({ timeout: 2_000 });
    await expect(choice).toBeFocused({ timeout: 2_000 });
    await choice.press('Enter', { timeout: 2_000 });
    await menu.waitFor({ state: 'hidden' });
  }

  /** Selects exactly these rows. */
  async select(...texts: (string | RegExp)[]): Promise<void> {
    await this.settled();
    for (const [index, text] of texts.entries()) {
      await this.row(text).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
    }
    await expect(this.body.locator('.monaco-list-row.selected')).toHaveCount(texts.length);
  }
}
