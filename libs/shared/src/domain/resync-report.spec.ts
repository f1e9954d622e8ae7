import { describe, expect, it } from 'vitest';
import { LOST, T0, WELL, snapshot } from '../../../../test/support/resync-builders.js';
import {
  minutesOf,
  outcomeOf,
  reportRows,
  reportSummary,
  servicesOf,
  ticketText,
  utcWords,
  type ReportDevice,
  type RunReport,
} from './resync-report.js';

const MINUTE = 60_000;
const device = (over: Partial<ReportDevice> = {}): ReportDevice => ({
  name: 'KST-PDX-02',
  customerName: 'Kestrel Freight',
  vendorName: 'SonicWall',
  model: 'TZ 470',
  firmware: '7.0.1-5030',
  serial: 'C0EAE4000001',
  procedure: 'SonicOS 7 and 8',
  place: 'Canary',
  attempt: 1,
  phase: 'done',
  outcome: 'restored',
  words: 'AV protecting, seen in a reading after the call.',
  before: snapshot(T0 - MINUTE, { 'gateway-av': LOST, 'web-filter': WELL }),
  after: snapshot(T0 + MINUTE, { 'gateway-av': WELL, 'web-filter': WELL }),
  calls: [
    {
      what: 'POST /api/sonicos/license/synchronize',
      attempt: 1,
      calledAt: T0,
      answeredAt: T0 + 2_000,
      answer: 'accepted',
      words: 'Success.',
    },
  ],
  ticks: [],
  exposures: [{ service: 'gateway-av', from: T0 - 618 * MINUTE, to: T0 + MINUTE }],
  ...over,
});
const failed = device({
  name: 'PSD-SPO-03',
  serial: null,
  model: null,
  firmware: null,
  place: 'By hand',
  phase: 'by-hand',
  outcome: null,
  words: '',
  after: null,
  calls: [],
  ticks: [{ what: 'Press Synchronize', at: T0, by: 'Ravi', evidence: 'Licensed' }],
  exposures: [{ service: 'gateway-av', from: T0, to: null }],
});
const report = (over: Partial<RunReport> = {}): RunReport => ({
  label: 'R-118',
  incident: 'F-12',
  state: 'finished',
  customerName: null,
  planned: { by: 'Mara', at: T0 },
  approved: { by: 'Ravi', at: T0 },
  started: { by: 'Mara', at: T0 },
  endedAt: T0 + 10 * MINUTE,
  override: null,
  stoppedWhy: null,
  devices: [device(), failed],
  leftOut: [{ name: 'X', customerName: 'Y', serial: 'S1', words: 'It was never read.' }],
  asOf: T0 + 20 * MINUTE,
  ...over,
});

describe('reportRows', () => {
  const [head = [], first = [], second = [], left = []] = reportRows(report());
  const at = (row: readonly string[], column: string): string =>
    row[head.indexOf(column)] ?? 'no such column';

  it('every row has a cell for every column', () => {
    expect(reportRows(report()).map((row) => row.length)).toEqual([27, 27, 27, 27]);
  });

  it('one row per firewall and service that took part, in the vendor’s own words', () => {
    expect(
      [
        'Firewall',
        'Serial',
        'Outcome',
        'Service',
        'Before, vendor words',
        'After, vendor words',
        'Exposed minutes',
      ].map((column) => at(first, column)),
    ).toEqual(['KST-PDX-02', 'C0EAE4000001', 'proven', 'Gateway AV', 'Not Licensed', 'Licensed', '619']);
    expect(at(first, 'Calls')).toBe(
      '2008-12-02T10:00:00.000Z POST /api/sonicos/license/synchronize: accepted at 2008-12-02T10:00:02.000Z "Success."',
    );
    expect(['Planned by', 'Approved by', 'Started by'].map((column) => at(first, column))).toEqual([
      'Mara',
      'Ravi',
      'Mara',
    ]);
  });

  it('one by hand with what was ticked, open exposure counted to now, and one left out with the reason', () => {
    expect([
      at(second, 'Outcome'),
      at(second, 'Steps by hand'),
      at(second, 'Exposed to'),
      at(second, 'Exposed minutes'),
    ]).toEqual([
      'by hand, not proven',
      '2008-12-02T10:00:00.000Z Press Synchronize, Ravi: Licensed',
      '',
      '20',
    ]);
    expect([at(left, 'Firewall'), at(left, 'Serial'), at(left, 'Outcome'), at(left, 'Proof')]).toEqual([
      'X',
      'S1',
      'left out',
      'It was never read.',
    ]);
  });

  it('a firewall nothing is known of has one row', () => {
    const bare = device({ before: null, after: null, exposures: [], phase: 'left', outcome: null });
    expect(reportRows(report({ devices: [bare], leftOut: [] }))).toHaveLength(2);
  });
});

describe('servicesOf', () => {
  it('leaves out what protected all the time, and tells what got worse', () => {
    expect(servicesOf(device()).map(({ service }) => service)).toEqual(['gateway-av']);
    const worse = device({ after: snapshot(T0, { 'gateway-av': WELL, 'web-filter': LOST }) });
    expect(servicesOf(worse).map(({ service }) => service)).toEqual(['gateway-av', 'web-filter']);
  });
});

describe('words', () => {
  it.each([
    ['done', 'unchanged', 'unchanged'],
    ['working', null, 'under way'],
    ['waiting', null, 'not touched'],
    ['left', null, 'not touched'],
    ['by-hand', null, 'by hand, not proven'],
  ] as const)('%s, %s is "%s"', (phase, outcome, words) => {
    expect(outcomeOf({ phase, outcome })).toBe(words);
  });

  it('sums up, counts whole minutes and writes UTC', () => {
    expect(reportSummary(report())).toBe('1 of 2 firewalls proven, nothing got worse, 1 exposure closed.');
    expect(reportSummary(report({ devices: [device({ outcome: 'worse' })] }))).toContain('1 got worse');
    expect(minutesOf({ service: 'ips', from: T0, to: T0 + 90_000 }, T0)).toBe(2);
    expect([utcWords(T0), utcWords(null)]).toEqual(['2008-12-02 10:00:00 UTC', '']);
  });
});

describe('ticketText', () => {
  it('has serials, times and vendor words, failures first, and no name of a customer or firewall', () => {
    const text = ticketText(report());
    expect(text).toBe(
      [
        '2 SonicWall firewalls resynchronised with the licence authority, 1 not restored.',
        'Started 2008-12-02 10:00:00 UTC, ended 2008-12-02 10:10:00 UTC.',
        '',
        'NOT RESTORED',
        '',
        'Serial not known, model not known, firmware not known: by hand, not proven',
        '  Gateway AV: "Not Licensed" before, "" after, missing from 2008-12-02 10:00:00 UTC',
        '  2008-12-02 10:00:00 UTC  by hand: Press Synchronize',
        '',
        'RESTORED',
        '',
        'Serial C0EAE4000001, TZ 470, firmware 7.0.1-5030: proven',
        '  Gateway AV: "Not Licensed" before, "Licensed" after, missing from 2008-12-01 23:42:00 UTC to 2008-12-02 10:01:00 UTC',
        '  2008-12-02 10:00:00 UTC  POST /api/sonicos/license/synchronize  accepted "Success."',
        '',
        'Reference R-118, as of 2008-12-02 10:20:00 UTC.',
      ].join('\n'),
    );
    expect(text).not.toMatch(/Kestrel|KST-PDX|PSD-SPO/);
  });

  it('says so when nothing was started', () => {
    expect(ticketText(report({ started: null, devices: [] }))).toContain('Not started.');
  });
});
