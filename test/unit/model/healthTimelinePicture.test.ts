// The timeline as SVG: bands where the times are, told apart without colour, with words where there is room.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../../src/model/healthTimeline';
import { LOOKS, lookOf, patternsMarkup } from '../../../src/model/healthTimelineLooks';
import { rowMarkup, timeAt, type TimeScale, xOf } from '../../../src/model/healthTimelineMarkup';
import { timelinePicture } from '../../../src/model/healthTimelineSvg';
import { targetKey } from '../../../src/model/target';
import {
  draining,
  everyTenSeconds,
  healthy,
  historyOf,
  identity,
  type Read,
  START,
  timeout,
  wrongCode,
} from './healthHistories';

/** One pixel is a tenth of a second. */
const scale: TimeScale = { range: { from: START, to: START + 100_000 }, width: 1000, height: 20 };

function markup(reads: Read[], shown = scale, marks: Parameters<typeof historyOf>[1] = []): string {
  const history = historyOf(reads as [Read, ...Read[]], marks);
  return rowMarkup(itemsOf(history.targets[0]!, history), shown);
}

function paths(text: string): string[] {
  return [...text.matchAll(/<path class="([^"]*)"[^>]* d="([^"]*)"/g)].map(([, name, d]) => `${name} ${d}`);
}

describe('a row', () => {
  it('draws the change as an edge from the one read up to the next, the worse state higher', () => {
    expect(paths(markup(everyTenSeconds([healthy], [healthy], [timeout], [timeout])))).toEqual([
      // Healthy reaches 11 of 20 pixels: its edge ends below the head of the whole one.
      'band healthy M0 20L0 9H155L100 20Z',
      'band unhealthy M100 20L200 0H300L300 20Z',
    ]);
  });

  it('writes the state, and its reason where there is room for it', () => {
    const reads = everyTenSeconds(...Array.from({ length: 5 }, () => [timeout]));
    expect(markup(reads)).toContain('>unhealthy · Target.Timeout</text>');
    expect(markup(reads, { ...scale, width: 300 })).toContain('>unhealthy</text>');
    expect(markup(reads, { ...scale, width: 100 })).not.toContain('<text');
  });

  it('keeps the words of a band in sight that begins before the range', () => {
    const reads = everyTenSeconds(...Array.from({ length: 11 }, () => [healthy]));
    const later = { ...scale, range: { from: START + 50_000, to: START + 150_000 } };
    expect(markup(reads, later)).toContain('<text x="6" ');
  });

  it('shows a single read', () => {
    expect(paths(markup(everyTenSeconds([healthy])))).toEqual(['band healthy M0 20L0 9H2L2 20Z']);
  });

  it('shows where nobody looked, and where the target was not registered, by lines', () => {
    const [one, two, three] = everyTenSeconds([undefined], [undefined], [undefined]);
    expect(paths(markup([one!, two!, { ...three!, afterGap: true }]))).toEqual([
      'absent M0 19.5H100',
      'gap M100 10H200',
      'absent M200 19.5H200',
    ]);
  });

  it('marks what was done, in for register and out for deregister', () => {
    const marks = (['register', 'deregister'] as const).map((action, index) => ({
      at: START + 1_000 + index * 1_000,
      action,
      targetKeys: [targetKey(identity(0))],
    }));
    const text = markup(everyTenSeconds([healthy], [draining]), scale, marks);
    expect(text).toContain('<g class="mark register" transform="translate(10 0)">');
    expect(text).toContain('<g class="mark deregister" transform="translate(20 0)">');
  });

  it('draws nothing that lies outside, and no figure that cannot be drawn', () => {
    const reads = everyTenSeconds([healthy], [timeout], [healthy]);
    const far = { ...scale, range: { from: START + 9_000_000, to: START + 9_005_000 } };
    expect(markup(reads, far)).toBe('');
    fc.assert(
      fc.property(
        fc.integer({ min: -60_000, max: 60_000 }),
        fc.integer({ min: 5_000, max: 60_000 }),
        (start, span) => {
          const range = { from: START + start, to: START + start + span };
          for (const [figure] of markup(reads, { ...scale, range }).matchAll(/-?\d+(\.\d+)?/g)) {
            expect(Math.abs(Number(figure))).toBeLessThan(10_000);
          }
        },
      ),
    );
  });

  it('finds the time of a place again', () => {
    expect(timeAt(xOf(START + 12_345, scale), scale)).toBeCloseTo(START + 12_345, 0);
  });
});

describe('the looks', () => {
  it('differ by height or pattern, without colour', () => {
    const seen = Object.values(LOOKS).map(({ height, lines }) => `${height} ${lines}`);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('has one for every state, also for one that is not known', () => {
    expect(lookOf({ state: 'unhealthy.draining' })).toBe('unhealthy-draining');
    expect(lookOf({ state: 'resting' })).toBe('unavailable');
    for (const look of Object.keys(LOOKS)) expect(patternsMarkup()).toContain(`id="look-${look}"`);
  });
});

describe('the picture', () => {
  const history = historyOf(everyTenSeconds([healthy, wrongCode], [wrongCode, wrongCode]) as [Read]);
  const colour = (name: string) => `rgb(1, 2, ${name.length})`;
  const { svg, width, height } = timelinePicture({
    title: 'Health of <checkout & web>',
    subtitle: '14:00:00 to 14:01:40',
    range: scale.range,
    ticks: [{ time: START + 50_000, label: '14:00:50' }],
    rows: history.targets.map((target, index) => ({
      label: `10.0.1.${index + 1}:80`,
      name: 'a "name"',
      summary: '0 % healthy · no change',
      items: itemsOf(target, history),
    })),
    colours: {
      background: colour('background'),
      foreground: colour('foreground'),
      dim: colour('dim'),
      line: colour('line'),
      healthy: colour('healthy'),
      initial: colour('initial'),
      unhealthy: colour('unhealthy'),
      'unhealthy-draining': colour('unhealthy-draining'),
      draining: colour('draining'),
      unused: colour('unused'),
      unavailable: colour('unavailable'),
    },
  });

  it('has title, time range, axis, rows and a legend of the states that are in it', () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual([
      'Health of &lt;checkout &amp; web&gt;',
      '14:00:00 to 14:01:40',
      '14:00:50',
      '10.0.1.1:80  a &quot;name&quot;',
      '0 % healthy · no change',
      '10.0.1.2:80  a &quot;name&quot;',
      '0 % healthy · no change',
      'unhealthy',
      'healthy',
      'unhealthy',
    ]);
  });

  it('stands for itself: no variable, and nothing from elsewhere', () => {
    expect(svg).not.toMatch(/var\(|href|@import|url\((?!#)/);
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
    expect(svg).toContain(colour('unhealthy'));
  });
});
