import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import { describe, expect, it } from 'vitest';
import { timeWords } from '../../../words/time-text.js';
import { axisOf } from './axis.js';
import { csvCell, fileName, historyCsv, historyRows } from './band-export.js';
import { bandPicture, stretchesOf } from './bands.js';
import { NOW, minutesAgo } from './detail.builder.js';
import { foldedClauses } from './folded-text.js';
import { laneOf } from './lane.js';
import { quietText } from './quiet-spells.js';

const FROM = NOW - 3_600_000;
const words = timeWords('UTC');
const open = (from: number, value: string) => ({ from: minutesAgo(from), to: null, value });
const band = (from: number, to: number, value: string) => ({
  from: minutesAgo(from),
  to: minutesAgo(to),
  value,
});

const history: DeviceHistory = {
  from: minutesAgo(60),
  to: minutesAgo(0),
  services: [
    {
      service: 'ips',
      licence: [band(60, 26, 'active'), open(26, 'absent')],
      enabled: [open(60, 'on')],
      protecting: [
        band(60, 40, 'protecting'),
        band(40, 37, 'unknown'),
        band(37, 26, 'protecting'),
        open(26, 'exposed'),
      ],
    },
    {
      service: 'web-filter',
      licence: [open(60, 'active')],
      enabled: [open(60, 'on')],
      protecting: [band(60, 40, 'protecting'), band(40, 37, 'unknown'), open(37, 'protecting')],
    },
    {
      service: 'anti-spam',
      licence: [open(60, 'absent')],
      enabled: [],
      protecting: [open(60, 'off-by-policy')],
    },
  ],
  marks: [{ at: minutesAgo(20), kind: 'device.rebooted', text: 'rebooted' }],
};

describe('stretchesOf', () => {
  it('cuts to the window, keeps the order and says how long a bad verdict lasts', () => {
    const got = stretchesOf('protecting', [band(90, 26, 'protecting'), open(26, 'exposed')], FROM, NOW);
    expect(got).toEqual([
      { from: FROM, to: NOW - 26 * 60_000, value: 'protecting', tone: 'good', text: 'yes' },
      { from: NOW - 26 * 60_000, to: NOW, value: 'exposed', tone: 'exposed', text: 'exposed 26 min' },
    ]);
  });

  it('draws time before the first reading as nothing, neither good nor unknown', () => {
    expect(
      stretchesOf('licence', [open(10, 'active')], FROM, NOW).map(({ tone, text }) => [tone, text]),
    ).toEqual([
      ['none', 'not watched yet'],
      ['good', 'active'],
    ]);
  });

  it('does not call an unheard-of value good', () => {
    expect(stretchesOf('licence', [open(60, 'trialware')], FROM, NOW)[0]?.tone).toBe('unknown');
  });
});

describe('bandPicture', () => {
  it('shows what lost something and folds what only protected, was blind, or is off on purpose', () => {
    const picture = bandPicture(history);
    expect(picture.shown.map((one) => one.service)).toEqual(['ips']);
    expect(picture.folded.map((one) => one.service)).toEqual(['web-filter', 'anti-spam']);
    expect(foldedClauses(picture.folded, 'all hour', words)).toEqual([
      'Web filter: protecting all hour but 3 min unknown.',
      'Anti-spam: off by policy all hour.',
    ]);
  });

  it('says of a service that is unknown now that it is, from the first second', () => {
    const told = (...protecting: ReturnType<typeof band>[]) => {
      const [, web] = history.services;
      const services = web ? [{ ...web, protecting }] : [];
      return foldedClauses(bandPicture({ ...history, services }).folded, 'all hour', words);
    };
    const nowUnknown = (minutes: number) => ({ ...open(minutes, 'unknown'), to: minutesAgo(0) });
    expect(told(band(60, 0.5, 'protecting'), nowUnknown(0.5))).toEqual([
      'Web filter: protecting all hour, unknown for 30 s now.',
    ]);
    expect(
      told(band(60, 20, 'protecting'), band(20, 15, 'unknown'), band(15, 1, 'protecting'), nowUnknown(1)),
    ).toEqual(['Web filter: protecting all hour but 6 min unknown, now too.']);
  });

  it('never folds a service that was exposed throughout', () => {
    const [ips] = history.services;
    const exposed = { ...history, services: ips ? [{ ...ips, protecting: [open(60, 'exposed')] }] : [] };
    expect(bandPicture(exposed).shown).toHaveLength(1);
  });
});

describe('maintenance in the bands', () => {
  const spell = (from: number, to: number, reason: string) => ({
    windowId: '5e9c8f6a-6a1c-4d5b-9a55-0d1f6b8f3a01',
    from: minutesAgo(from),
    to: minutesAgo(to),
    reason,
  });
  const longAgo = spell(200, 100, 'Cable');
  const firmware = spell(70, 50, 'Firmware');
  const running = spell(5, -30, 'Reboot');

  it('is cut to the window, without what was before it; the running one ends now', () => {
    expect(bandPicture(history, [running, longAgo, firmware]).quiet).toEqual([
      { from: FROM, to: NOW - 50 * 60_000, reason: 'Firmware' },
      { from: NOW - 5 * 60_000, to: NOW, reason: 'Reboot' },
    ]);
  });

  it.each([
    [[], ''],
    [[longAgo], ''],
    [[firmware], 'Shaded: in maintenance, 09:31:00 to 09:41:00, 10 min: Firmware'],
    [
      [firmware, running],
      'Shaded: in maintenance 2 times, 15 min in all, last 10:26:00 to now, 5 min: Reboot',
    ],
  ])('is said in words: %#', (spells, text) => {
    expect(quietText(bandPicture(history, spells).quiet, NOW, words)).toBe(text);
  });

  it('stands in the table of numbers and in the CSV, with its reason', () => {
    const picture = bandPicture(history, [firmware, running]);
    expect(historyRows(history, picture, words)).toContainEqual([
      '',
      'maintenance',
      'Reboot',
      '10:26:00',
      'now',
      '5 min',
    ]);
    expect(historyCsv('HDG-TAC-01', history, picture).split('\r\n')).toContain(
      'HDG-TAC-01,,maintenance,Firmware,2008-12-02T09:31:00.000Z,2008-12-02T09:41:00.000Z,600',
    );
  });
});

describe('laneOf', () => {
  it('marks the loss once, and no recovery after a blind spell', () => {
    expect(laneOf(history, bandPicture(history), 700).map(({ text, isTurn }) => [text, isTurn])).toEqual([
      ['exposed', true],
      ['rebooted', false],
    ]);
  });

  it('keeps words apart: on 120 px only the turn has room', () => {
    const marks = laneOf(history, bandPicture(history), 120);
    expect(marks.filter((mark) => mark.hasWords).map((mark) => mark.text)).toEqual(['exposed']);
  });
});

describe('export', () => {
  it('writes each stretch with UTC times and seconds', () => {
    const lines = historyCsv('HDG-TAC-01', history, bandPicture(history)).split('\r\n');
    expect(lines[0]).toBe('firewall,service,band,value,from,to,seconds');
    expect(lines).toContain(
      'HDG-TAC-01,ips,protecting,exposed,2008-12-02T10:05:00.000Z,2008-12-02T10:31:00.000Z,1560',
    );
  });

  it.each([
    ['=cmd()', "'=cmd()"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['plain', 'plain'],
  ])('makes %s the cell %s', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('names the file after the firewall, the span and the time', () => {
    expect(fileName('HDG TAC/01', 24, NOW, 'csv')).toBe('hdg-tac-01-24h-20081202T1031Z.csv');
  });
});

describe('axisOf', () => {
  it('ticks the hour every ten minutes and leaves room for now', () => {
    const texts = axisOf(FROM, NOW, 1, words).map((tick) => tick.text);
    expect(texts).toEqual(['09:40', '09:50', '10:00', '10:10', '10:20']);
  });
});
