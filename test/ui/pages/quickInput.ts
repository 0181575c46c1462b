// The box at the top of the window: quick picks and input boxes.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  readonly title: Locator;
  /** The prompt, or what is wrong with the input. */
  readonly message: Locator;
  readonly items: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-box input');
    this.title = this.widget.locator('.quick-input-title');
    this.message = this.widget.locator('.quick-input-message');
    this.items = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** By its whole label when given text; by anything in the item when given a pattern. */
  item(text: string | RegExp): Locator {
    if (text instanceof RegExp) return this.items.filter({ hasText: text });
    return this.items.filter({
      has: this.page.locator('.quick-input-list-row .label-name').getByText(text, { exact: true }),
    });
  }

  async type(text: string): Promise<void> {
    await expect(this.input).toBeVisible();
    await this.input.fill(text);
  }

  /** Types into an input box and confirms it. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.accept();
  }

  /**
   * Names a file to the editor's own dialog, in a window with no folder open. The dialog reads the root first and fills
   * in a name of its own, then reads the folder of the name that is typed; what is confirmed before is lost.
   */
  async answerFile(path: string): Promise<void> {
    const folders = this.items.locator('.folder-icon');
    await expect(folders.first(), 'the root is read').toBeVisible();
    await expect(this.item('..'), 'and has no way up').toHaveCount(0);
    const asked = await this.question();
    await this.input.fill(path);
    await expect(this.item('..'), 'the folder of the name is read').toBeVisible();
    await expect(this.input).toHaveValue(path);
    await this.accept();
    await expect.poll(() => this.question()).not.toBe(asked);
  }

  /** Chooses one item and waits for the question to go; in a list of check boxes, checks or unchecks it. */
  async pick(text: string | RegExp): Promise<void> {
    const item = this.item(text).first();
    const isCheckBox = (await item.getAttribute('aria-checked')) !== null;
    const answered = await this.question();
    await item.click();
    // What is typed next belongs to the next question, which may offer an item of the same name.
    if (isCheckBox || !(await item.isVisible())) return;
    await expect.poll(() => this.question()).not.toBe(answered);
  }

  /** Differs from one question to the next; empty when none is asked. */
  private async question(): Promise<string> {
    return this.input.evaluate((input: HTMLInputElement) =>
      input.checkVisibility()
        ? `${input.closest('.quick-input-widget')?.querySelector('.quick-input-title')?.textContent ?? ''} ${input.placeholder}`
        : '',
    );
  }

  async check(...texts: (string | RegExp)[]): Promise<void> {
    for (const text of texts) {
      const item = this.item(text);
      await item.click();
      await expect(item).toHaveAttribute('aria-checked', 'true');
    }
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await expect(this.widget).toBeHidden();
  }
}
