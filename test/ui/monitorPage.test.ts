// The drain monitor's page by itself, with a host that says what the test wants: what it is for the keyboard and for a
// screen reader, with lanes in every phase and with a thousand.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openMonitorPage, said, tell } from '../workbench/monitorPage.mjs';
import { group, healthScene, lane, metricsScene, scene, servicingScene } from '../workbench/monitorScene.mjs';

const NOW = Date.UTC(2026, 0, 14, 14, 2, 10);
const THOUSAND = 1000;

const focused = (page: Page): Locator => page.locator('.lane:focus');

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function openThousand(page: Page): Promise<string[]> {
  const groups = [group('web-1'), group('web-2')];
  const lanes = Array.from({ length: THOUSAND }, (_, index) =>
    lane(groups[Math.floor(index / 500)] ?? groups[0]!, {
      target: { id: `10.0.${Math.floor(index / 250)}.${index % 250}`, port: 80 },
      startedAt: NOW + index,
    }),
  );
  await openMonitorPage(page);
  await tell(page, { type: 'lanes', groups, lanes }, NOW + THOUSAND);
  await expect(page.locator('.lane').first()).toBeVisible();
  return lanes.map(({ id }) => id);
}

for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
  test(`the monitor in ${theme}, with lanes in every phase, has no fault of accessibility that axe finds`, async ({
    page,
  }) => {
    await openMonitorPage(page, { theme });
    const { lanes, groups } = scene(NOW);
    const [first, ...others] = groups;
    const stale = { ...first!, staleBecause: 'The token has expired. Sign in again.' };
    await tell(page, { type: 'lanes', lanes, groups: [stale, ...others] }, NOW);
    await tell(page, servicingScene(NOW), NOW);
    await tell(page, metricsScene(NOW), NOW);
    await expect(page.getByRole('button', { name: 'Pause after This Batch' })).toBeVisible();
    await expect(page.locator('.lane')).toHaveCount(lanes.length);
    // The state of each, as a person reads it.
    for (const words of [
      'Draining when last read',
      'Deregistering',
      'Gone',
      'Registered again',
      'Past the delay',
    ])
      await expect(page.getByText(words, { exact: false }).first()).toBeVisible();
    await page.locator('.lane').first().focus();
    expect(await violations(page)).toEqual([]);
  });

  test(`the health of a group over time in ${theme} has no fault of accessibility that axe finds`, async ({
    page,
  }) => {
    await openMonitorPage(page, { theme });
    await page.getByRole('tab', { name: 'Health' }).click();
    const health = healthScene(NOW);
    await tell(page, { type: 'timelineGroups', groups: [health.group] }, NOW);
    await tell(page, health, NOW);
    await expect(page.getByText('10.0.1.9:80')).toBeVisible();
    await page.getByText(/^Changes \(/).click();
    expect(await violations(page)).toEqual([]);
  });
}

test('of a thousand lanes only those on screen are in the document, and the keyboard reaches all', async ({
  page,
}) => {
  await openThousand(page);
  expect(await page.locator('.lane').count()).toBeLessThan(40);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(focused(page)).toHaveAttribute('aria-posinset', '1');
  await page.keyboard.press('ArrowDown');
  await expect(focused(page)).toHaveAttribute('aria-posinset', '2');
  await page.keyboard.press('PageDown');
  await expect(focused(page)).toBeInViewport();
  expect(Number(await focused(page).getAttribute('aria-posinset'))).toBeGreaterThan(5);
  await page.keyboard.press('End');
  await expect(focused(page)).toContainText('10.0.3.249:80');
  await expect(focused(page)).toHaveAttribute('aria-posinset', '500');
  await expect(focused(page)).toHaveAttribute('aria-setsize', '500');
  await expect(focused(page)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(focused(page)).toContainText('10.0.0.0:80');
  await expect(focused(page)).toBeInViewport();
});

test('the focus stays with its lane when that is scrolled out of sight, and goes to the next when that is gone', async ({
  page,
}) => {
  const [first = '', second = ''] = await openThousand(page);
  await page.locator('.lane').first().focus();
  await page.locator('.scroller').evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight / 2;
  });
  await expect(page.locator('.lane').nth(5)).toBeInViewport();
  await expect(focused(page)).not.toBeInViewport();
  await expect(focused(page)).toHaveAttribute('data-lane-id', first);
  await tell(page, { type: 'laneChanges', groups: [], lanes: [], removed: [first] }, NOW);
  await expect(focused(page)).toHaveAttribute('data-lane-id', second);
  await page.keyboard.press('ArrowDown');
  await expect(focused(page)).toHaveAttribute('aria-posinset', '2');
  await expect(focused(page)).toBeInViewport();
});

test('a key does what the lane offers, and nothing else', async ({ page }) => {
  await openMonitorPage(page);
  await tell(page, scene(NOW), NOW);
  const draining = page.locator('.lane', { hasText: 'web-2' });
  await draining.focus();
  for (const key of ['b', 'Enter', 'h', 's', 'x', 'c']) await page.keyboard.press(key);
  await draining.getByRole('button', { name: 'Copy ID (C)' }).click();
  const gone = page.locator('.lane', { hasText: 'web-1' });
  await gone.focus();
  for (const key of ['s', 'b']) await page.keyboard.press(key);
  const actions = (await said(page)).flatMap((message) =>
    message.type === 'laneAction' ? [message.action] : [],
  );
  expect(actions).toEqual([
    'putBackInService',
    'revealInTree',
    'showHealthTimeline',
    'checkSecurityGroups',
    'copyCommand',
    'copyId',
    'copyId',
    'putBackInService',
  ]);
});

test('the tabs are reached and left by the keyboard', async ({ page }) => {
  await openMonitorPage(page);
  await tell(page, scene(NOW), NOW);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tab', { name: 'Drains', selected: true })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Health', selected: true })).toBeFocused();
  await expect(page.locator('.lane').first()).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.lane').first()).toBeVisible();
});

test('what the page has saved is painted before the host has answered', async ({ page, context }) => {
  await openMonitorPage(page);
  await tell(page, scene(NOW), NOW);
  await page.locator('.lane', { hasText: 'web-3' }).focus();
  const state = () =>
    page.evaluate(() => (globalThis as unknown as { monitorHost: { state?: object } }).monitorHost.state);
  await expect.poll(async () => JSON.stringify(await state())).toContain('web-3');
  const again = await context.newPage();
  await openMonitorPage(again, { state: await state() });
  await expect(again.locator('.lane')).toHaveCount(8);
  await expect(again.getByText('Draining when last read').first()).toBeVisible();
});
