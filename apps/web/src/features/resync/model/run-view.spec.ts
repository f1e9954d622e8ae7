import { describe, expect, it } from 'vitest';
import { byHand, failed, restored, runDevice, uuid, working } from './run.builder.js';
import { buildRunView, movedCount, type RunFolds, type RunItem } from './run-view.js';

const NO_FOLDS: RunFolds = { whole: new Set(), opened: new Map() };
const nameOf = (wave: number): string => `Wave ${wave}`;
const said = (item: RunItem): string => {
  switch (item.kind) {
    case 'group':
      return `# ${item.title}: ${item.note}`;
    case 'row':
      return item.device.name;
    case 'detail':
      return `> ${item.device.name}`;
    case 'fold':
      return `… ${item.words}`;
  }
};
const view = (devices: Parameters<typeof buildRunView>[0]['live'], folds = NO_FOLDS, placed = devices) =>
  buildRunView({ placed, live: devices, folds, nameOf }).map(said);

describe('rows of a run', () => {
  it('puts failures first with their log open, then by hand, then who works, then the four youngest proofs', () => {
    expect(
      view([
        ...[1, 2, 3, 4, 5].map((number) => restored(number)),
        runDevice(20, { wave: 3 }),
        runDevice(21, { wave: 4 }),
        working(10),
        byHand(40),
        failed(12),
      ]),
    ).toEqual([
      '# Needs you: 1 failed, 1 by hand',
      'FW-012',
      '> FW-012',
      'FW-040',
      '# Working now: 1 firewall',
      'FW-010',
      '# Proven: 5, newest first',
      'FW-001',
      'FW-002',
      'FW-003',
      'FW-004',
      '… 1 more proven',
      '… 2 waiting: 1 in wave 3, 1 in wave 4',
    ]);
  });

  it('puts a firewall that got worse before one that stayed as it was', () => {
    expect(view([failed(1), failed(2, 'worse')]).filter((line) => line.startsWith('FW'))).toEqual([
      'FW-002',
      'FW-001',
    ]);
  });

  it('opens 20 logs by itself and no more', () => {
    const many = Array.from({ length: 25 }, (_, index) => failed(index + 1));
    expect(view(many).filter((line) => line.startsWith('>'))).toHaveLength(20);
  });

  it('keeps a log closed that a person closed, and open that a person opened', () => {
    const opened = new Map([
      [uuid(12), false],
      [uuid(1), true],
    ]);
    expect(view([failed(12), restored(1)], { ...NO_FOLDS, opened })).toEqual([
      '# Needs you: 1 failed',
      'FW-012',
      '# Proven: 1, newest first',
      'FW-001',
      '> FW-001',
    ]);
  });

  it('shows a whole section once it was unfolded', () => {
    const lines = view([runDevice(1, { wave: 3 }), runDevice(2, { wave: 4 }), working(3)], {
      ...NO_FOLDS,
      whole: new Set(['waiting']),
    });
    expect(lines.slice(2)).toEqual(['# Waiting: 2 firewalls', 'FW-001', 'FW-002', '… Fewer waiting']);
  });

  it('shows those that wait while nothing has begun', () => {
    expect(view([runDevice(1), runDevice(2)])).toEqual(['# Waiting: 2 firewalls', 'FW-001', 'FW-002']);
  });

  it('lists what was left untouched, unfolded', () => {
    expect(view([runDevice(1, { phase: 'left' })])).toEqual(['# Left untouched: 1 firewall', 'FW-001']);
  });

  it('calls no failure what had nothing missing when its turn came', () => {
    const spared = restored(1, {
      outcome: 'not-performed',
      steps: { done: 1, total: 4 },
      before: restored(1).after,
      after: null,
    });
    expect(view([spared])[0]).toBe('# Proven: 1, newest first');
  });
});

describe('what is held under the pointer', () => {
  const before = [working(1), runDevice(2)];
  const after = [failed(1), runDevice(2, { now: 'waits for wave 3' })];

  it('stays in its place and says what is so now', () => {
    const items = buildRunView({ placed: before, live: after, folds: NO_FOLDS, nameOf });
    expect(items.map(said)).toEqual(['# Working now: 1 firewall', 'FW-001', '… 1 waiting: 1 in wave 1']);
    const [, row] = items;
    expect(row?.kind === 'row' && row.device.now).toBe('synchronise refused, box unchanged');
  });

  it('counts the one that would stand elsewhere', () => {
    expect(movedCount(before, after)).toBe(1);
    expect(movedCount(after, after)).toBe(0);
  });
});
