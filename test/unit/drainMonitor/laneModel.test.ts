// The page's lanes: what messages make of them, and their order on screen.
import { describe, expect, it } from 'vitest';
import { LaneModel } from '../../../media/drainMonitor/lanes/laneModel';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import { groupOf, lane, seconds, STARTED_AT } from './lanes';

const gone = (id: string, endedAfter: number, changes: Partial<DrainLane> = {}): DrainLane =>
  lane(id, { phase: 'gone', endedAt: STARTED_AT + seconds(endedAfter), ...changes });
const api = { groupArn: 'arn:api', groupName: 'api' };

function modelOf(...lanes: DrainLane[]): LaneModel {
  const model = new LaneModel();
  model.receive({ type: 'lanes', lanes, groups: lanes.map((each) => groupOf(each)) });
  return model;
}

const change = (model: LaneModel, changed: Partial<Record<'lanes', DrainLane[]> & { removed: string[] }>) =>
  model.receive({ type: 'laneChanges', groups: [], lanes: [], removed: [], ...changed });

/** A header as its group's name, a lane as its id and place. */
const shown = ({ rows }: LaneModel) =>
  rows.map((row) => (row.kind === 'group' ? row.group.facts.groupName : `${row.key}#${row.place}`));

describe('the rows', () => {
  it('show what drains first: its group, and in the group the longest first, then the newest end', () => {
    const model = modelOf(
      gone('a', 30),
      gone('b', 40),
      lane('c', { startedAt: STARTED_AT + seconds(5) }),
      lane('d'),
      gone('e', 31, api),
    );
    expect(shown(model)).toEqual(['orders-web', 'd#1', 'c#2', 'b#3', 'a#4', 'api', 'e#1']);
  });

  it('sort names as people do', () => {
    const named = (groupName: string) => lane(groupName, { groupName, groupArn: `arn:${groupName}` });
    expect(shown(modelOf(named('web-10'), named('web-9')))).toEqual([
      'web-9',
      'web-9#1',
      'web-10',
      'web-10#1',
    ]);
  });

  it('keep groups of the same name in two connections apart', () => {
    expect(shown(modelOf(lane('a'), lane('b', { connectionId: 'prod' })))).toHaveLength(4);
  });
});

describe('a message of changes', () => {
  it('replaces a lane, sinks one that ended and takes out those that are no more', () => {
    const model = modelOf(lane('a'), lane('b'), lane('c'));
    const news = change(model, { lanes: [gone('a', 30)], removed: ['b', 'never there'] });
    expect(shown(model)).toEqual(['orders-web', 'c#1', 'a#2']);
    expect(model.lane('a')?.phase).toBe('gone');
    expect(model.indexOf('a')).toBe(2);
    expect(model.indexOf('b')).toBeUndefined();
    expect([...news.laneIds]).toEqual(['a']);
  });

  it('ends a group with its last lane', () => {
    const model = modelOf(lane('a'), lane('b', api));
    change(model, { removed: ['b'] });
    expect(shown(model)).toEqual(['orders-web', 'a#1']);
  });

  it('tells a group that changed without its lanes', () => {
    const model = modelOf(lane('a'));
    const facts = groupOf(lane('a'), { staleBecause: 'Throttled.' });
    const news = model.receive({ type: 'laneChanges', groups: [facts], lanes: [], removed: [] });
    expect(news.laneIds.size).toBe(0);
    expect(news.groupKeys.size).toBe(1);
    expect(model.rows[0]?.group.facts.staleBecause).toBe('Throttled.');
  });
});

it('a whole message forgets what was there before', () => {
  const model = modelOf(lane('a'), lane('b', api));
  model.receive({ type: 'lanes', lanes: [lane('c')], groups: [groupOf(lane('c'))] });
  expect(shown(model)).toEqual(['orders-web', 'c#1']);
  expect(model.count).toBe(1);
});
