// A text editor in the middle of the window, or the editable side of a difference.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class TextEditor {
  readonly suggestions: Locator;
  readonly hover: Locator;
  /** The squiggles under mistakes. */
  readonly mistakes: Locator;

  constructor(
    private readonly page: Page,
    private readonly scope: string,
  ) {
    this.suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    this.hover = page.locator('.monaco-hover:not(.hidden) .hover-contents');
    this.mistakes = page.locator(`${scope} .squiggly-error`);
  }

  /** Of those on screen, the ones with the text. */
  line(text: string | RegExp): Locator {
    return this.page.locator(`${this.scope} .view-line`).filter({ hasText: text });
  }

  /** All of it goes to the clipboard: what is on screen is only a part of a long text. */
  async copyAll(): Promise<void> {
    // To the right of any action above a line.
    await this.page
      .locator(this.scope)
      .first()
      .click({ position: { x: 600, y: 120 } });
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+C');
    await this.page.keyboard.press('ControlOrMeta+Home');
  }

  /** Clicks an action above a line. */
  async action(name: string): Promise<void> {
    await this.page.locator(`${this.scope} .codelens-decoration a`).filter({ hasText: name }).click();
  }

  /** Puts the cursor at the end of the line. */
  async goTo(text: string | RegExp): Promise<void> {
    await this.line(text)
      .first()
      .click({ position: { x: 10, y: 5 } });
    await this.page.keyboard.press('End');
  }

  async replaceLine(text: string | RegExp, replacement: string): Promise<void> {
    await this.goTo(text);
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+End');
    await this.page.keyboard.type(replacement);
    await this.page.keyboard.press('Escape');
  }

  async removeLine(text: string | RegExp): Promise<void> {
    await this.goTo(text);
    await this.page.keyboard.press('ControlOrMeta+Shift+K');
    await expect(this.line(text)).toHaveCount(0);
  }

  /** Opens a line below and types into it. */
  async typeBelow(text: string | RegExp, typed: string): Promise<void> {
    await this.goTo(text);
    await this.page.keyboard.press('ControlOrMeta+Enter');
    await this.page.keyboard.type(typed, { delay: 20 });
  }

  async complete(label: string): Promise<void> {
    await this.suggestions.filter({ hasText: label }).first().click();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
  }
}
