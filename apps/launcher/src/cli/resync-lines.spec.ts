import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { describe, expect, it } from 'vitest';
import { guardLines, hasEnded, isAllRestored, newsLines, planLines, restLines } from './resync-lines.js';

const AT = '2008-12-02T20:21:10.000Z';
const view = (name: string, over: Partial<RunDeviceView> = {}): RunDeviceView => ({
  deviceId: name,
  name,
  customerId: 'c1',
  customerName: 'Kestrel Freight',
  vendor: 'sonicwall',
  model: 'TZ 470',
  firmware: '7.0.1',
  serial: 'C0EA1',
  wave: 0,
  isCanary: true,
  procedureId: 'sonicwall/sonicos-7',
  reason: 'Canary: the only TZ 470.',
  estimateSeconds: 70,
  phase: 'waiting',
  attempt: 1,
  steps: { done: 0, total: 4 },
  proofs: 0,
  now: 'waits for canary',
  outcome: null,
  before: null,
  after: null,
  startedAt: null,
  settledAt: null,
  retryAt: null,
  mayTakeOver: false,
  ...over,
});
const run = (devices: readonly RunDeviceView[], over: Partial<ResyncRunDetail> = {}): ResyncRunDetail => ({
  row: {
    id: 'r',
    label: 'R-118',
    state: 'running',
    headline: 'Resynchronising 2 SonicWalls: 0 proven, nothing got worse',
    incident: null,
    counts: { total: 2, proven: 0, working: 0, failed: 0, waiting: 2, byHand: 0, leftOut: 1 },
    createdAt: AT,
    createdBy: 'Mara',
    approvedBy: null,
    startedAt: null,
    startedBy: null,
    endedAt: null,
  },
  hash: 'h',
  choice: { by: 'list', deviceIds: [] },
  caps: { atOnce: 10, perVendor: 5, perCustomer: 2, perController: 2 },
  estimateSeconds: 140,
  secondPersonFrom: null,
  scheduledAt: null,
  beginsAt: null,
  guards: [],
  override: null,
  stoppedWhy: null,
  waves: [{ position: 0, name: 'Canary', size: 1, estimateSeconds: 70 }],
  devices: [...devices],
  leftOut: [],
  procedures: [],
  ticks: [],
  medianSeconds: null,
  asOf: AT,
  ...over,
});
const state = (
  detail: ResyncRunDetail,
  name: ResyncRunDetail['row']['state'],
  headline = detail.row.headline,
) => ({
  ...detail,
  row: { ...detail.row, state: name, headline },
});

describe('planLines', () => {
  it('shows waves, what is by hand, what is left out, guards and caps', () => {
    const detail = run(
      [
        view('KST-PDX-02'),
        view('TMC-CHE-03', {
          wave: null,
          isCanary: false,
          procedureId: 'sonicwall/pro',
          reason: 'By hand: PRO.',
        }),
      ],
      {
        leftOut: [
          {
            deviceId: 'x',
            name: 'LKS-1',
            customerName: 'Larkspur',
            why: 'never-read',
            words: 'It was never read.',
          },
        ],
        guards: [
          { name: 'kill-switch', state: 'ok', words: 'The kill switch is off.' },
          { name: 'authority', state: 'overridable', words: 'It is judged wrong.' },
        ],
      },
    );
    expect(planLines(detail)).toEqual([
      'R-118  Resynchronising 2 SonicWalls: 0 proven, nothing got worse',
      '',
      'Canary: 1 firewall, about 70 s',
      '  Firewall    Customer         Model   Procedure            Why there',
      '  KST-PDX-02  Kestrel Freight  TZ 470  sonicwall/sonicos-7  Canary: the only TZ 470.',
      '',
      'By hand: 1 firewall',
      '  Firewall    Customer         Model   Procedure      Why there',
      '  TMC-CHE-03  Kestrel Freight  TZ 470  sonicwall/pro  By hand: PRO.',
      '',
      'Left out: 1 firewall',
      '  Firewall  Customer  Why',
      '  LKS-1     Larkspur  It was never read.',
      '',
      'ok    kill-switch: The kill switch is off.',
      'HELD  authority: It is judged wrong. (--override "reason" goes on all the same)',
      'At most 10 at once, 5 of a vendor, 2 of a customer, 2 of a controller; about 2 min in all.',
    ]);
    expect(guardLines(detail)).toHaveLength(2);
  });
});

describe('newsLines', () => {
  const waits = run([view('A'), view('B')]);

  it('tells of a firewall that a person took over', () => {
    const before = run([view('KST-PDX-02', { phase: 'done', outcome: 'denied' })]);
    const after = run([view('KST-PDX-02', { phase: 'by-hand', attempt: 2 })]);
    expect(newsLines(before, after)).toEqual([
      '20:21:10  Canary  KST-PDX-02 (Kestrel Freight): taken over by hand',
    ]);
  });

  it('begins with the headline and what is settled already', () => {
    const done = view('A', { phase: 'done', outcome: 'restored', now: 'AV protecting', settledAt: AT });
    expect(newsLines(null, run([done, view('B')]))).toEqual([
      '20:21:10  Canary  A (Kestrel Freight): AV protecting',
      '20:21:10  Resynchronising 2 SonicWalls: 0 proven, nothing got worse',
    ]);
  });

  it('tells who begins, what came of whom and why it stopped, each once', () => {
    const works = run([view('A', { phase: 'working', startedAt: '2008-12-02T20:22:00.000Z' }), view('B')]);
    expect(newsLines(waits, works)).toEqual(['20:22:00  Canary  A (Kestrel Freight): begins']);
    expect(newsLines(works, works)).toEqual([]);
    const settledAt = '2008-12-02T20:23:00.000Z';
    const failed = view('A', { phase: 'done', outcome: 'unchanged', now: 'unchanged', settledAt });
    const stopped = {
      ...state(run([failed, view('B')]), 'stopping', 'Stopping'),
      stoppedWhy: 'A canary is unchanged.',
    };
    expect(newsLines(works, stopped)).toEqual([
      '20:23:00  Canary  A (Kestrel Freight): unchanged',
      '20:21:10  Stopping',
      '20:21:10  A canary is unchanged.',
    ]);
  });

  it('lets no name of a device move the cursor', () => {
    const evil = view('A\u001b[2J', { phase: 'done', outcome: 'restored', now: 'ok', settledAt: AT });
    expect(newsLines(waits, run([evil]))[0]).toBe('20:21:10  Canary  A [2J (Kestrel Freight): ok');
  });
});

describe('the end', () => {
  const good = view('A', { phase: 'done', outcome: 'restored', now: 'AV protecting' });
  const spared = view('B', { phase: 'done', outcome: 'not-performed', now: 'nothing was missing any more' });
  const bad = view('C', { phase: 'done', outcome: 'unchanged', now: 'unchanged' });

  it('is all restored only when it finished and every firewall is proven or had nothing missing', () => {
    expect(isAllRestored(state(run([good, spared]), 'finished'))).toBe(true);
    expect(isAllRestored(state(run([good]), 'stopped'))).toBe(false);
    expect(isAllRestored(state(run([good, bad]), 'finished'))).toBe(false);
    expect(isAllRestored(state(run([good, view('D', { phase: 'by-hand' })]), 'finished'))).toBe(false);
  });

  it.each([
    ['running', false],
    ['paused', false],
    ['stopped', true],
    ['cancelled', true],
    ['finished', true],
  ] as const)('in state %s: %s', (name, ended) => {
    expect(hasEnded(state(run([]), name))).toBe(ended);
  });

  it('names what is not proven', () => {
    expect(restLines(run([good]))).toEqual(['Proven: 1 firewall of 1.']);
    expect(restLines(run([good, bad]))).toEqual([
      '1 firewall not proven:',
      '  Firewall  Customer         What came of it',
      '  C         Kestrel Freight  unchanged',
    ]);
  });
});
