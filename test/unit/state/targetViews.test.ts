// Filter and order of a group's targets: kept over a restart, and worked out once for each change.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TargetViews, type GroupKey } from '../../../src/state/targetViews';
import * as filters from '../../../src/model/targetFilter';
import { MemoryStorage } from '../support/memoryStorage';
import { world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

const ADDRESSES = 1_000;

let room: StateRoom;
let storage: MemoryStorage;
let views: TargetViews;
let group: GroupKey;
let changed: GroupKey[];

beforeEach(async () => {
  room = await StateRoom.start({
    scenario: world({
      targetGroups: [
        {
          name: 'many',
          targetType: 'ip',
          protocol: 'HTTP',
          port: 80,
          vpc: 'shop',
          targets: Array.from({ length: ADDRESSES }, (_, index) => ({
            address: `10.0.${Math.floor(index / 200) + 1}.${(index % 200) + 10}`,
            port: 80 + (index % 2),
          })),
        },
      ],
    }),
  });
  await room.account.readGroups(BY_USER);
  await room.account.readHealth(room.group('many').arn, BY_USER);
  storage = new MemoryStorage();
  views = new TargetViews(storage);
  group = { connectionId: room.account.id, groupArn: room.group('many').arn };
  changed = [];
  views.onDidChange((key) => changed.push(key));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await room.close();
});

function shown(of = views): string[] | undefined {
  return of.targets(room.account, group.groupArn)?.map(({ id, port }) => `${id}:${port ?? ''}`);
}

describe('the targets of a group', () => {
  it('are all shown, in the order of the account, unless somebody asks for less', () => {
    expect(views.targets(room.account, group.groupArn)).toEqual(room.account.group(group.groupArn)?.targets);
    expect(views.view(group)).toEqual({ filter: '', sort: { key: 'name', descending: false } });
  });

  it('are those of the filter, in the order asked for', async () => {
    await views.setFilter(group, '10.0.5.20:,10.0.5.21:,10.0.5.22:');
    await views.setSort(group, { key: 'port', descending: true });
    expect(shown()).toEqual(['10.0.5.21:81', '10.0.5.20:80', '10.0.5.22:80']);
    expect(changed).toEqual([group, group]);
  });

  it('are not known of a group that was not read', () => {
    expect(views.targets(room.account, 'arn:none')).toBeUndefined();
  });
});

describe('over a restart', () => {
  it('filter and order stay', async () => {
    await views.setFilter(group, '10.0.1.10:80');
    await views.setSort(group, { key: 'state', descending: false });
    const after = new TargetViews(storage);
    expect(after.view(group)).toEqual(views.view(group));
    expect(shown(after)).toEqual(['10.0.1.10:80']);
  });

  it('nothing is kept of a group that is shown as any other', async () => {
    await views.setFilter(group, '10.0.');
    await views.setFilter(group, '');
    expect(storage.get('targetViews')).toEqual({});
  });

  it.each([
    null,
    'text',
    { group: null },
    { group: { filter: 1, sort: { key: 'name', descending: false } } },
    { group: { filter: '', sort: { key: 'size', descending: false } } },
  ])('what is damaged in storage, %j, is passed over', (damaged) => {
    const after = new TargetViews(new MemoryStorage({ targetViews: damaged }));
    expect(after.view(group).filter).toBe('');
  });

  it('a filter that cannot be read any more hides nothing', () => {
    const kept = {
      [`${group.connectionId}|${group.groupArn}`]: { filter: 'old:key', sort: filters.DEFAULT_SORT },
    };
    expect(shown(new TargetViews(new MemoryStorage({ targetViews: kept })))).toHaveLength(ADDRESSES);
  });
});

describe('while a filter is typed', () => {
  it('its targets are shown, and nothing is kept', () => {
    views.preview(group, '10.0.1.10:80');
    expect(shown()).toEqual(['10.0.1.10:80']);
    expect(storage.get('targetViews')).toBeUndefined();
    views.endPreview(group);
    expect(shown()).toHaveLength(ADDRESSES);
    expect(changed).toHaveLength(2);
  });

  it('another order keeps the filter that there was', async () => {
    views.preview(group, '10.0.1.10:80');
    await views.setSort(group, { key: 'port', descending: true });
    views.endPreview(group);
    expect(views.view(group).filter).toBe('');
  });

  it('leaving it brings back the filter that there was', async () => {
    await views.setFilter(group, '10.0.1.10:80');
    views.preview(group, '');
    expect(shown()).toHaveLength(ADDRESSES);
    views.endPreview(group);
    expect(shown()).toEqual(['10.0.1.10:80']);
  });
});

describe('a thousand targets', () => {
  it('are filtered and sorted once for each change, however many rows ask', async () => {
    const sorting = vi.spyOn(filters, 'sortTargets');
    const parsing = vi.spyOn(filters, 'parseTargetFilter');
    await views.setFilter(group, '10.0.');
    await views.setSort(group, { key: 'port', descending: true });
    for (let row = 0; row < ADDRESSES; row++) views.targets(room.account, group.groupArn);
    expect([parsing.mock.calls.length, sorting.mock.calls.length]).toEqual([1, 1]);
    await room.account.readHealth(group.groupArn, BY_USER);
    for (let row = 0; row < ADDRESSES; row++) views.targets(room.account, group.groupArn);
    expect([parsing.mock.calls.length, sorting.mock.calls.length]).toEqual([2, 2]);
  });
});
