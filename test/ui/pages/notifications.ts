// The messages in the corner of the window and their buttons.
import type { Locator, Page } from '@playwright/test';

export class Notifications {
  readonly all: Locator;

  constructor(page: Page) {
    this.all = page.locator('.notifications-toasts .notification-list-item');
  }

  withText(text: string | RegExp): Locator {
    return this.all.filter({ hasText: text });
  }

  async choose(text: string | RegExp, button: string): Promise<void> {
    await this.withText(text).getByRole('button', { name: button, exact: true }).click();
  }
}
