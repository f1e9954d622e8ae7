import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HOUR,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  healthyRun,
} from '../../../../test/support/domain-builders.js';
import type { DeviceEvent } from './events.js';
import {
  blindIntervals,
  exposureChange,
  exposureKind,
  exposureMinutes,
  exposuresOf,
  unionMinutes,
} from './exposure.js';
import type { DeviceTransition } from './exposure.js';
import type { Service } from './service.js';
import type { Verdict } from './verdict-words.js';

const change = (
  from: Verdict | null,
  to: Verdict,
  since: number,
  service: Service = 'ips',
): DeviceTransition => ({
  deviceId: 'fw-1',
  change: {
    type: 'service.changed',
    at: since + 3_000,
    service,
    from: from === null ? null : { verdict: from, reason: 'ok' },
    to: { verdict: to, reason: 'ok' },
    turn: null,
    since,
    notBefore: since - MINUTE,
    confirmedBy: 'repeat',
    raw: '',
  },
});

describe('exposure of one service', () => {
  it('runs from the first bad reading to the first good reading of the confirmed recovery', () => {
    const run = healthyRun();
    const bad = T0 + 2 * MINUTE;
    run.read(bad, PULSE_LOST);
    run.read(bad + 2_500, PULSE_LOST);
    const relapse = bad + 10 * MINUTE;
    run.read(relapse, PULSE_OK);
    run.read(relapse + 5_500, PULSE_LOST);
    const good = bad + 60 * MINUTE;
    run.full(good);
    for (const after of [5_500, 30_500, 60_500]) run.read(good + after, PULSE_OK);
    const transitions = run.of('service.changed').map((event) => ({ deviceId: 'fw-1', change: event }));
    const exposures = exposuresOf(transitions.filter((transition) => transition.change.service === 'ips'));
    expect(exposures).toEqual([
      {
        deviceId: 'fw-1',
        service: 'ips',
        kind: 'exposed',
        from: bad,
        until: good,
        notBefore: T0 + MINUTE,
      },
    ]);
  });

  it.each<[Verdict | null, Verdict, number | null, string | null]>([
    [null, 'protecting', null, null],
    [null, 'exposed', null, 'exposed'],
    ['protecting', 'exposed', null, 'exposed'],
    ['protecting', 'weakened', null, 'weakened'],
    ['exposed', 'blocking', null, null],
    ['exposed', 'exposed', null, null],
    ['blocking', 'weakened', T0, 'weakened'],
    ['weakened', 'exposed', T0, 'exposed'],
    ['weakened', 'protecting', T0, null],
    ['exposed', 'off-by-policy', T0, null],
    ['exposed', 'unknown', T0, null],
  ])('%s to %s ends at %s and begins %s', (from, to, endsAt, kind) => {
    expect(exposureChange(change(from, to, T0).change)).toEqual({
      endsAt,
      begins: kind === null ? null : { kind, from: T0, notBefore: T0 - MINUTE },
    });
  });

  it('is of no kind before the first reading', () => {
    expect(exposureKind(null)).toBeNull();
  });

  it('that ends without a known beginning is none', () => {
    expect(exposuresOf([change('exposed', 'protecting', T0)])).toEqual([]);
  });

  it('stays open until it ends, service by service', () => {
    const exposures = exposuresOf([
      change('protecting', 'exposed', T0),
      change('protecting', 'weakened', T0 + 1_000, 'web-filter'),
      change('exposed', 'weakened', T0 + MINUTE),
    ]);
    expect(exposures).toMatchObject([
      { service: 'ips', kind: 'exposed', from: T0, until: T0 + MINUTE },
      { service: 'web-filter', kind: 'weakened', from: T0 + 1_000, until: null },
      { service: 'ips', kind: 'weakened', from: T0 + MINUTE, until: null },
    ]);
  });
});

describe('minutes of a customer', () => {
  it('are the union over devices and services, exposed and weakened apart, blind beside', () => {
    const exposures = exposuresOf([
      change('protecting', 'exposed', T0),
      change('protecting', 'blocking', T0 + 5 * MINUTE, 'web-filter'),
      change('protecting', 'weakened', T0 + 2 * MINUTE, 'anti-spam'),
      change('exposed', 'protecting', T0 + 10 * MINUTE),
    ]);
    const blind = [{ from: T0 + HOUR, until: T0 + HOUR + 90_000 }];
    expect(exposureMinutes(exposures, blind, T0 + 2 * HOUR)).toEqual({
      exposed: 120,
      weakened: 118,
      blind: 1.5,
    });
    expect(exposureMinutes(exposures, blind, T0 + MINUTE)).toEqual({ exposed: 1, weakened: 0, blind: 0 });
  });

  it('blind time begins at the age limit, however late it was noticed', () => {
    const events: DeviceEvent[] = [
      { type: 'device.went-blind', at: T0 + 5_000, why: 'timeout', lastGoodAt: T0 },
      { type: 'device.seen-again', at: T0 + MINUTE, blindSince: T0 },
      { type: 'device.seen-again', at: T0 + 2 * MINUTE, blindSince: T0 },
      { type: 'device.went-blind', at: T0 + HOUR, why: 'refused', lastGoodAt: T0 + MINUTE },
    ];
    expect(blindIntervals(events)).toEqual([
      { from: T0, until: T0 + MINUTE },
      { from: T0 + HOUR, until: null },
    ]);
    expect(blindIntervals([])).toEqual([]);
  });

  it('equal a count minute by minute, in any order of the intervals', () => {
    const interval = fc.tuple(fc.nat(60), fc.option(fc.nat(60))).map(([from, length]) => ({
      from: from * MINUTE,
      until: length === null ? null : (from + length) * MINUTE,
    }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), fc.nat(90), (intervals, end) => {
        const asOf = end * MINUTE;
        let counted = 0;
        for (let at = 0; at < asOf; at += MINUTE) {
          if (intervals.some(({ from, until }) => from <= at && at < (until ?? asOf))) counted += 1;
        }
        expect(unionMinutes(intervals, asOf)).toBe(counted);
        expect(unionMinutes([...intervals].reverse(), asOf)).toBe(counted);
      }),
    );
  });
});
