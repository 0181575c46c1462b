// The sentences of the timeline, and its file for a spreadsheet.
import { describe, expect, it } from 'vitest';
import { itemsOf, piecesOf, summaryOf } from '../../../src/model/healthTimeline';
import { exportName, historyCsv } from '../../../src/model/healthTimelineCsv';
import { rangeInWords, sentenceOf, summaryInWords, wordsOf } from '../../../src/model/healthTimelineWords';
import { targetKey } from '../../../src/model/target';
import { parseCsv } from '../../../src/model/targetList/csv';
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

const reader = { now: START + 3_600_000, timeZone: 'UTC' };

function sentences(reads: Read[], marks: Parameters<typeof historyOf>[1] = []): string[] {
  const history = historyOf(reads as [Read, ...Read[]], marks);
  return itemsOf(history.targets[0]!, history).map((item) =>
    sentenceOf('10.0.1.1:80', wordsOf(item, history.to, reader)),
  );
}

describe('the sentence of what was seen', () => {
  it('says since when and until when, why, and between which reads it changed', () => {
    expect(
      sentences(everyTenSeconds([healthy], [healthy], [wrongCode], [wrongCode], [healthy], [healthy])),
    ).toEqual([
      '10.0.1.1:80: healthy from 14:00:00 to 14:00:10 (10 seconds)',
      '10.0.1.1:80: unhealthy from 14:00:20 to 14:00:30 (10 seconds), Target.ResponseCodeMismatch, “Health checks failed with these codes: [503]”; changed from healthy between 14:00:10 and 14:00:20',
      '10.0.1.1:80: healthy since 14:00:40 (10 seconds), last read at 14:00:50; changed from unhealthy between 14:00:30 and 14:00:40',
    ]);
  });

  it('claims no stretch of time for one read', () => {
    expect(sentences(everyTenSeconds([healthy], [timeout]))).toEqual([
      '10.0.1.1:80: healthy in one read, at 14:00:00',
      '10.0.1.1:80: unhealthy in the last read, at 14:00:10, Target.Timeout; changed from healthy between 14:00:00 and 14:00:10',
    ]);
  });

  it('says a length that fits the times beside it', () => {
    const [one, two] = everyTenSeconds([healthy], [healthy]);
    expect(sentences([one!, { ...two!, at: START + 2_900 }])[0]).toContain(
      'since 14:00:00 (2 seconds), last read at 14:00:02',
    );
  });

  it('names the reason that the same state had before', () => {
    expect(sentences(everyTenSeconds([timeout], [wrongCode])).at(-1)).toContain(
      'changed from unhealthy (Target.Timeout) between',
    );
  });

  it('says that a target was not registered, before and after', () => {
    const said = sentences(everyTenSeconds([undefined], [healthy], [undefined]));
    expect(said[0]).toBe('10.0.1.1:80: not registered in one read, at 14:00:00');
    expect(said[1]).toContain('changed from not registered between 14:00:00 and 14:00:10');
    expect(said[2]).toContain('changed from healthy between');
  });

  it('says where nobody looked, and that a change came meanwhile', () => {
    const [one, two] = everyTenSeconds([healthy], [timeout]);
    expect(sentences([one!, { ...two!, at: START + 600_000, afterGap: true }])).toEqual([
      '10.0.1.1:80: healthy in one read, at 14:00:00',
      '10.0.1.1:80: not watched from 14:00:00 to 14:10:00 (10 minutes)',
      '10.0.1.1:80: unhealthy in the last read, at 14:10:00, Target.Timeout; changed from healthy between 14:00:00 and 14:10:00, while nobody looked',
    ]);
  });

  it('says what was done by the user', () => {
    const marks = [
      { at: START + 5_000, action: 'deregister' as const, targetKeys: [targetKey(identity(0))] },
    ];
    expect(sentences(everyTenSeconds([healthy], [draining]), marks)[1]).toBe(
      '10.0.1.1:80: deregistered by you at 14:00:05',
    );
  });

  it('has the day of what was yesterday', () => {
    const history = historyOf(everyTenSeconds([healthy]) as [Read]);
    const [item] = itemsOf(history.targets[0]!, history);
    const tomorrow = { now: START + 86_400_000, timeZone: 'UTC' };
    expect(wordsOf(item!, START + 1, tomorrow).when).toBe('in one read, at 14 Jan, 14:00:00');
    expect(rangeInWords({ from: START, to: START + 60_000 }, reader)).toBe('14:00:00 to 14:01:00');
  });
});

describe('the summary', () => {
  const always = {
    healthyMilliseconds: 60_000,
    seenMilliseconds: 60_000,
    wasHealthy: true,
    wasOtherwise: false,
    stateChanges: 0,
  };
  const sometimes = { ...always, wasOtherwise: true, stateChanges: 2 };

  it('says all or nothing only of all or nothing', () => {
    expect(summaryInWords(always)).toBe('100 % healthy · no change');
    expect(summaryInWords({ ...always, healthyMilliseconds: 0, wasHealthy: false, wasOtherwise: true })).toBe(
      '0 % healthy · no change',
    );
    expect(summaryInWords({ ...sometimes, healthyMilliseconds: 59_999 })).toBe('99 % healthy · 2 changes');
    expect(summaryInWords({ ...sometimes, healthyMilliseconds: 1 })).toBe('1 % healthy · 2 changes');
  });

  it('does not pass over what a single read showed', () => {
    expect(summaryInWords(sometimes)).toBe('99 % healthy · 2 changes');
    expect(summaryInWords({ ...sometimes, healthyMilliseconds: 0 })).toBe('1 % healthy · 2 changes');
  });

  it('claims no share of a single read', () => {
    const history = historyOf(everyTenSeconds([healthy]) as [Read]);
    expect(summaryInWords(summaryOf(piecesOf(history.targets[0]!, history.gaps), history))).toBe('no change');
  });
});

describe('the file for a spreadsheet', () => {
  it('has a record for each time that a target was seen in one state, whatever is in the texts', () => {
    const odd = { ...wrongCode, description: 'codes: [502,503], "bad",\r\nand more' };
    const [one, two, three] = everyTenSeconds([healthy, healthy], [odd, healthy], [odd, undefined]);
    const history = historyOf([one!, two!, { ...three!, at: START + 600_000, afterGap: true }]);
    const [first, second] = history.targets;
    const named = {
      ...history,
      targets: [
        { ...first!, targetName: 'web, "blue"' },
        { ...second!, target: { id: 'fd00::1', availabilityZone: 'all' } },
      ],
    };
    const parsed = parseCsv(historyCsv('prod · eu-west-1', named));
    const rows =
      'records' in parsed ? parsed.records.map((fields) => fields.map(({ text }) => text)) : parsed;
    const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
    const group = ['prod · eu-west-1', 'checkout-web'];
    const gap = `${at(10)}/${at(600)}`;
    const web = [...group, '10.0.1.1', '80', '', 'web, "blue"'];
    const other = [...group, 'fd00::1', '', 'all', ''];
    expect(rows).toEqual([
      'connection,group,id,port,availability_zone,name,state,reason,description,from,to,changed_after,not_watched'.split(
        ',',
      ),
      [...web, 'healthy', '', '', at(0), at(0), '', ''],
      [...web, 'unhealthy', wrongCode.reason, odd.description, at(10), at(600), at(0), gap],
      [...other, 'healthy', '', '', at(0), at(10), '', ''],
      [...other, 'not registered', '', '', at(600), at(600), at(10), gap],
    ]);
  });

  it('is named after the group and the minute', () => {
    expect(exportName('checkout-web', new Date(2026, 10, 23, 12, 3, 59).getTime())).toBe(
      'checkout-web-health-2026-11-23T12-03',
    );
  });
});
