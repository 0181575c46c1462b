// The health of a group's targets over time: bands as they change, by keyboard and by mouse, and its exports.
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatorWorld } from './emulatorWorld';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const TARGET = '10.0.1.21:8080';
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test.use({
  // A health check a second.
  timeScale: 5,
  settings: { 'targetGroups.connections': [{ kind: 'emulator' }], 'targetGroups.refreshSeconds': 2 },
});

test('a target that turns unhealthy and back is seen on the timeline, told by keyboard, and exported in three formats', async ({
  workbench,
  emulator,
}) => {
  const world = new EmulatorWorld(emulator.endpoint);
  const tree = await workbench.openTargetGroups();
  await tree.contextMenu('payments-api', 'Show Health Timeline');
  const timeline = workbench.drainMonitor.health;
  await expect(timeline.cell(TARGET, /healthy since .*, last read at /)).toBeAttached();

  await world.setAnswer(TARGET, '503');
  await expect(timeline.cell(TARGET, /: unhealthy since .*changed from healthy between /)).toBeAttached();
  await world.setAnswer(TARGET, '200');
  await expect(timeline.cell(TARGET, /: healthy .*changed from unhealthy between /)).toBeAttached();

  await test.step('by keyboard: along the changes, closer, and back in time', async () => {
    await timeline.focusHead(TARGET);
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('ArrowLeft');
    await expect(timeline.focused).toHaveAccessibleName(
      /^10\.0\.1\.21:8080: unhealthy from [\d:]+ to [\d:]+ \(\d+ seconds?\), Target\.ResponseCodeMismatch, “Health checks failed with these codes: \[503\]”; changed from healthy between [\d:]+ and [\d:]+$/,
    );
    await expect(timeline.card).toContainText('“Health checks failed with these codes: [503]”');
    await expect(timeline.button('All')).toHaveAttribute('aria-pressed', 'true');
    for (let times = 0; times < 6; times++) await workbench.page.keyboard.press('+');
    // About what has the focus, so that now is not in it any more.
    await expect(timeline.button('Now')).toHaveAttribute('aria-pressed', 'false');
    const before = await timeline.range();
    await workbench.page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => timeline.range()).not.toBe(before);
    await workbench.screenshot('health-timeline');
    await workbench.page.keyboard.press('0');
    await expect(timeline.button('All')).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('by mouse: the same words', async () => {
    await timeline.row(TARGET).hover({ position: await middleOfUnhealthy(workbench) });
    await expect(timeline.card).toContainText('unhealthy');
    await expect(timeline.card).toContainText('changed from healthy between');
  });

  const directory = await mkdtemp(join(tmpdir(), 'target-groups-history-'));
  await test.step('as CSV', async () => {
    const records = csvRecords(await exportBy(workbench, join(directory, 'history.csv'), 'CSV'));
    const ofTarget = records.filter(([, , id, port]) => id === '10.0.1.21' && port === '8080');
    expect(records[0]?.slice(0, 4)).toEqual(['connection', 'group', 'id', 'port']);
    expect(ofTarget.map(([connection, group]) => `${connection} ${group}`)).toContain(
      'Emulator payments-api',
    );
    expect(ofTarget.map((fields) => fields[6])).toEqual(['healthy', 'unhealthy', 'healthy']);
    expect(ofTarget.map((fields) => fields[8])).toContain('Health checks failed with these codes: [503]');
  });

  await test.step('as SVG', async () => {
    const svg = (await exportBy(workbench, join(directory, 'history.svg'), 'SVG')).toString('utf8');
    expect(svg).toContain('Health of payments-api (Emulator)');
    expect(svg).toContain('class="band unhealthy"');
    const mistake = await workbench.page.evaluate(
      (text) =>
        new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent,
      svg,
    );
    expect(mistake, 'the picture is well formed').toBeUndefined();
  });

  await test.step('as PNG, by the command', async () => {
    await workbench.runCommand('Target Groups: Export Health History…');
    await workbench.quickInput.pick('payments-api');
    await workbench.quickInput.pick('PNG');
    const png = await saved(workbench, join(directory, 'history.png'));
    expect(png.subarray(0, 8)).toEqual(PNG_SIGNATURE);
    // Twice the size of the picture.
    expect(png.readUInt32BE(16)).toBe(2400);
    expect(png.readUInt32BE(20)).toBeGreaterThan(300);
  });
});

/** Of the row, in pixels. */
async function middleOfUnhealthy({ drainMonitor }: Workbench): Promise<{ x: number; y: number }> {
  const row = await drainMonitor.health.row(TARGET).boundingBox();
  const band = await drainMonitor.health.row(TARGET).locator('.band.unhealthy').boundingBox();
  if (row === null || band === null) throw new Error('The band is not on screen.');
  return { x: band.x - row.x + band.width / 2, y: band.y - row.y + band.height / 2 };
}

async function exportBy(workbench: Workbench, path: string, button: string): Promise<Buffer> {
  await workbench.drainMonitor.health.button(button).click();
  return saved(workbench, path);
}

async function saved({ quickInput, notifications }: Workbench, path: string): Promise<Buffer> {
  await quickInput.answerFile(path);
  const name = path.split('/').at(-1) ?? '';
  await expect(
    notifications.withText(`The health history of payments-api is written to ${name}.`),
  ).toBeVisible();
  return readFile(path);
}

/** None of these fields needs double quotes. */
function csvRecords(content: Buffer): string[][] {
  const lines = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  return lines.map((line) => line.split(','));
}
