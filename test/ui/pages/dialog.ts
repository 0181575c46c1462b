// A modal question in the middle of the window.
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class Dialog {
  readonly box: Locator;
  readonly message: Locator;
  readonly detail: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
    this.message = this.box.locator('.dialog-message-text');
    this.detail = this.box.locator('.dialog-message-detail');
  }

  async choose(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await expect(this.box).toBeHidden();
  }
}
