import { describe, expect, it } from 'vitest';
import { agreedOffset } from './own-clock.js';
import {
  isAuditDue,
  isPingDue,
  judgeOwnHealth,
  ownNews,
  type OwnFinding,
  type OwnHealthInput,
  type ProcessBeat,
} from './own-health.js';
import { DEFAULT_POLICY } from './policy.js';

const NOW = Date.UTC(2026, 10, 22, 3);
const DAY = 86_400_000;
const GB = 1_073_741_824;
const policy = DEFAULT_POLICY.ownHealth;

const beat = (change: Partial<ProcessBeat> = {}): ProcessBeat => ({
  role: 'all',
  host: 'fw1',
  pid: 42,
  beatAt: NOW - 2_000,
  loops: [{ name: 'reading firewalls', sinceMs: 400 }],
  blockedMs: 0,
  clockOffsetMs: 3,
  disk: { folder: '/data', freeBytes: 9 * GB, warnBytes: GB, lowBytes: GB / 4 },
  ...change,
});
/** A process that heard servers say so. */
const far = (...offsets: number[]): ProcessBeat =>
  beat({ farClocks: offsets.map((offsetMs, index) => ({ host: `s${index}.example`, offsetMs })) });
const input = (change: Partial<OwnHealthInput> = {}): OwnHealthInput => ({
  now: NOW,
  processes: [beat()],
  overdue: { devices: 0, latestMs: 0 },
  deliveries: { waiting: 0, oldestMs: null },
  deadDestinations: [],
  deviceClocks: [10, -20, 5],
  partitionsUntil: NOW + 40 * DAY,
  auditFault: null,
  queueAnswers: true,
  pingFault: null,
  ...change,
});
const said = (change: Partial<OwnHealthInput>): string[] =>
  judgeOwnHealth(input(change), policy).map((one) => `${one.state} ${one.check}: ${one.sentence}`);

describe('own health', () => {
  it('finds nothing when all is well', () => {
    expect(said({})).toEqual([]);
  });

  it.each<[string, Partial<OwnHealthInput>, string[]]>([
    ['a process silent for 30 s', { processes: [beat({ beatAt: NOW - 30_000 })] }, []],
    [
      'a process silent for 31 s: nobody reads and tells any more',
      { processes: [beat({ beatAt: NOW - 31_000 })] },
      [
        'wrong processes: Firewatch on fw1 (process 42) has not reported for 31 s.',
        'wrong processes: No process reads firewalls.',
        'wrong processes: No process makes incidents and sends messages.',
      ],
    ],
    [
      'an API and a poller without a worker',
      { processes: [beat({ role: 'api' }), beat({ role: 'poller' })] },
      ['wrong processes: No process makes incidents and sends messages.'],
    ],
    [
      'a loop that came round 30 s ago',
      { processes: [beat({ loops: [{ name: 'x', sinceMs: 30_000 }] })] },
      [],
    ],
    [
      'a loop that hangs for 31 s',
      { processes: [beat({ loops: [{ name: 'sending messages', sinceMs: 31_000 }] })] },
      ['wrong loops: Firewatch on fw1: sending messages has not come round for 31 s.'],
    ],
    ['a stall of 5 s', { processes: [beat({ blockedMs: 5_000 })] }, []],
    [
      'a stall of 6 s of a poller',
      { processes: [beat({ blockedMs: 6_000, role: 'poller' }), beat({ role: 'worker' })] },
      ['wrong event-loop: The poller on fw1 did nothing at all for 6 s.'],
    ],
    [
      'two firewalls not read in time',
      { overdue: { devices: 2, latestMs: 95_000 } },
      ['wrong polling: 2 firewalls not read for two intervals, the latest is 95 s late.'],
    ],
    ['a message waiting 60 s', { deliveries: { waiting: 1, oldestMs: 60_000 } }, []],
    [
      'a message waiting 61 s',
      { deliveries: { waiting: 3, oldestMs: 61_000 } },
      ['wrong deliveries: 3 messages waiting, the oldest for 61 s.'],
    ],
    [
      'a destination whose last message was given up',
      { deadDestinations: [{ channel: 'Mail', destination: 'a@b.c' }] },
      ['wrong dead-letters: The last message to a@b.c over "Mail" was given up.'],
    ],
    ['a host 30 s off', { processes: [beat({ clockOffsetMs: -30_000 })] }, []],
    [
      'a host 31 s off',
      { processes: [beat({ clockOffsetMs: -31_000 })] },
      ["warning clock: The clock of fw1 and the database's are 31 s apart."],
    ],
    [
      'a host 300 s off',
      { processes: [beat({ clockOffsetMs: -300_000 })] },
      ["warning clock: The clock of fw1 and the database's are 300 s apart."],
    ],
    [
      'a host 301 s off',
      { processes: [beat({ clockOffsetMs: 301_000 })] },
      ["wrong clock: The clock of fw1 and the database's are 301 s apart."],
    ],
    [
      'firewalls of two time zones that agree on 400 s more',
      { deviceClocks: [400_000, 401_000 - 8 * 3_600_000, 399_000, 4] },
      [
        "wrong clock: The database's clock is 400 s behind those of most firewalls, which agree among themselves.",
      ],
    ],
    ['firewalls nobody set, each elsewhere', { deviceClocks: [200_000, 90_400_000, -4_000_000] }, []],
    [
      'two servers a whole quarter hour ahead, which firewalls cannot tell',
      { processes: [far(900_100, 899_900)], deviceClocks: [900_000, 900_001, 899_999] },
      ["wrong clock: The database's clock is 900 s behind what s0.example, s1.example said."],
    ],
    [
      'the same server heard by two processes',
      { processes: [far(-900_000), far(-900_000)] },
      ["warning clock: The database's clock is 900 s ahead of what s0.example said."],
    ],
    ['two servers that disagree', { processes: [far(900_000, 0)] }, []],
    [
      'three servers of which two agree',
      { processes: [far(900_000, 0, 901_000)] },
      ["wrong clock: The database's clock is 900 s behind what s0.example, s2.example said."],
    ],
    ['two servers 30 s ahead', { processes: [far(30_000, 30_000)] }, []],
    ['free space above both limits', { processes: [beat()] }, []],
    [
      'less than 1 GB free',
      {
        processes: [
          beat({ disk: { folder: '/data', freeBytes: GB / 2, warnBytes: GB, lowBytes: GB / 4 } }),
          beat({ disk: { folder: '/data', freeBytes: GB / 2, warnBytes: GB, lowBytes: GB / 4 } }),
        ],
      },
      ['warning disk: 512 MB left on the disk of /data on fw1.'],
    ],
    [
      'next to nothing free',
      { processes: [beat({ disk: { folder: '/data', freeBytes: 0, warnBytes: GB, lowBytes: 1 } })] },
      ['wrong disk: 0 MB left on the disk of /data on fw1: old rows are deleted early.'],
    ],
    [
      'an audit whose kept head is gone',
      { auditFault: 'Line 40 is not in the database.' },
      ['wrong audit: The audit was changed: Line 40 is not in the database. Run "audit verify".'],
    ],
    ['months for 7 days', { partitionsUntil: NOW + 7 * DAY }, []],
    [
      'months for 6 days',
      { partitionsUntil: NOW + 6 * DAY },
      ['wrong partitions: The tables of the coming month are not there: see the log of the last start.'],
    ],
    [
      'a queue that is away',
      { queueAnswers: false },
      ['warning queue: The queue does not answer; reads and messages go on without it.'],
    ],
    [
      'an outside watch that was not reached',
      { pingFault: 'it answered HTTP 500.' },
      ['warning ping: The outside watch could not be told that all is well: it answered HTTP 500.'],
    ],
  ])('%s', (_title, change, sentences) => {
    expect(said(change)).toEqual(sentences);
  });

  it('has no month at all: wrong', () => {
    expect(said({ partitionsUntil: null })).toHaveLength(1);
  });
});

describe('the clocks of firewalls', () => {
  it.each([
    [[], null],
    [[40_000, 40_000], null],
    [[40_000, 40_000, 41_000], 40_000],
    [[0, 100_000, 200_000], null],
    [[-50_000, -50_000, -49_000, 9_300_000], -49_000],
    [[40 - 8 * 3_600_000, 40 + 3_600_000, 40 + 20_700_000], 40],
  ])('of %j agree on %s', (offsets, median) => {
    expect(agreedOffset(offsets, policy.clock.witnesses, policy.clock.warnMs)).toBe(median);
  });
});

const wrong = (check: OwnFinding['check']): OwnFinding => ({ check, state: 'wrong', sentence: '' });

describe('telling people', () => {
  it.each<[string, readonly OwnFinding[], OwnFinding['check'][], boolean, ReturnType<typeof ownNews>]>([
    ['nothing wrong, nothing told', [], [], true, null],
    ['a first wrong', [wrong('disk')], [], true, { kind: 'alarm', told: ['disk'] }],
    ['the same again', [wrong('disk')], ['disk'], false, null],
    [
      'one more',
      [wrong('disk'), wrong('clock')],
      ['disk'],
      false,
      { kind: 'alarm', told: ['disk', 'clock'] },
    ],
    ['one of two left', [wrong('clock')], ['disk', 'clock'], false, null],
    ['well for the first look', [], ['disk'], false, null],
    ['well for the second look', [], ['disk'], true, { kind: 'well', told: [] }],
    ['late reading, told by its incident', [wrong('polling')], [], true, null],
    ['still late reading', [wrong('polling')], ['disk'], true, null],
    ['a warning', [{ check: 'queue', state: 'warning', sentence: '' }], [], true, null],
  ])('%s', (_title, findings, told, wasWell, news) => {
    expect(ownNews(findings, told, wasWell)).toEqual(news);
  });
});

describe('times', () => {
  it('looks every 30 s', () => {
    expect([null, NOW - 29_999, NOW - 30_000].map((at) => isAuditDue(NOW, at, policy))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('pings every 60 s, also with a warning, and not at all with anything wrong', () => {
    const warning: OwnFinding = { check: 'queue', state: 'warning', sentence: '' };
    expect([
      isPingDue(NOW, null, [], policy),
      isPingDue(NOW, NOW - 59_999, [], policy),
      isPingDue(NOW, NOW - 60_000, [warning], policy),
      isPingDue(NOW, null, [wrong('loops')], policy),
    ]).toEqual([true, false, true, false]);
  });
});
