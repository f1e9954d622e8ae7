import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type NoticeDecision, type TellableIncident, type ToldNotice } from './notices.js';
import { DEFAULT_POLICY } from './policy.js';

const T0 = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END = T0 + 2 * HOUR;
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `d${i}`);

const incident = (over: Partial<TellableIncident> = {}): TellableIncident => ({
  kind: 'device',
  state: 'open',
  isAbsorbed: false,
  severity: 'critical',
  units: ids(2),
  customerIds: ['a'],
  ack: null,
  notBefore: null,
  isSweeping: false,
  isFlapping: false,
  silence: { until: END },
  ...over,
});
const told = (over: Partial<ToldNotice> = {}): ToldNotice => ({
  kind: 'opened',
  at: T0,
  severity: 'critical',
  units: ids(2),
  customerIds: ['a'],
  ...over,
});
const withheld = (over: Partial<ToldNotice> = {}): ToldNotice => ({ ...told(over), isWithheld: true });
const ask = (one: TellableIncident, log: readonly ToldNotice[], now: number): NoticeDecision =>
  decide(one, log, DEFAULT_POLICY, now);
const quiet = (lookAt: number, kind?: string, reason?: string) => ({
  send: null,
  reason: 'maintenance',
  lookAt,
  ...(kind !== undefined && { withheld: { kind, reason } }),
});

describe('decide inside a maintenance window', () => {
  it('withholds the opening and looks again at the end', () => {
    expect(ask(incident(), [], T0)).toEqual(quiet(END, 'opened', 'opened'));
    expect(ask(incident(), [withheld()], T0)).toEqual(quiet(T0 + MINUTE));
  });

  it('waits for the opening window first, then withholds', () => {
    const waiting = incident({ notBefore: T0 + 8_000 });
    expect(ask(waiting, [], T0)).toEqual(quiet(T0 + 8_000));
    expect(ask(waiting, [], T0 + 8_000)).toEqual(quiet(END, 'opened', 'opened'));
  });

  it('lists what would have followed: growth, reminders, the end', () => {
    const log = [withheld()];
    const grown = incident({ units: ids(4) });
    expect(ask(grown, log, T0 + 20 * MINUTE)).toEqual(quiet(END, 'updated', 'more-devices'));
    const late = incident({ silence: { until: T0 + 9 * HOUR } });
    expect(ask(late, log, T0 + 4 * HOUR)).toEqual(quiet(T0 + 9 * HOUR, 'reminder', 'unacknowledged'));
    expect(ask(incident({ state: 'closed' }), log, T0 + HOUR)).toEqual(quiet(END, 'resolved', 'recovered'));
  });

  it('what came and went inside is never told, also not after the end', () => {
    const closed = incident({ state: 'closed' });
    const log = [withheld(), withheld({ kind: 'resolved', at: T0 + HOUR })];
    const silent = { send: null, reason: 'all-told', lookAt: null };
    expect(ask(closed, log, T0 + HOUR)).toEqual(silent);
    expect(ask({ ...closed, silence: null }, log, END + HOUR)).toEqual(silent);
    expect(ask(closed, [], T0)).toEqual(quiet(END, 'opened-and-resolved', 'came-and-went'));
  });

  it('tells the end of what was told before the window at once: it takes a page away', () => {
    const log = [told(), withheld({ kind: 'updated', at: T0 + HOUR })];
    expect(ask(incident({ state: 'closed' }), log, T0 + HOUR)).toEqual({
      send: 'resolved',
      reason: 'recovered',
      clearsAck: false,
    });
  });

  it('from its end on tells what is still bad as new, once', () => {
    const opened = { send: 'opened', reason: 'opened', clearsAck: false };
    expect(ask(incident(), [withheld()], END)).toEqual(opened);
    expect(ask(incident({ silence: null }), [withheld()], END - HOUR)).toEqual(opened);
    const after = [withheld(), told({ at: END })];
    expect(ask(incident({ silence: null }), after, END)).toMatchObject({ send: null });
  });

  it('growth that was withheld is told at the end, measured from what people know', () => {
    const log = [told({ at: T0 - HOUR }), withheld({ kind: 'updated', at: T0, units: ids(4) })];
    const grown = incident({ units: ids(4), silence: null });
    expect(ask(grown, log, END)).toEqual({ send: 'updated', reason: 'more-devices', clearsAck: true });
  });

  it('an absorbed incident stays silent for its own reason', () => {
    expect(ask(incident({ state: 'closed', isAbsorbed: true }), [], T0)).toMatchObject({
      reason: 'absorbed',
    });
  });

  it('over any history: silent only inside windows, and nothing that is bad after the end is lost', () => {
    const moves = fc.array(
      fc.record({
        wait: fc.integer({ min: 1, max: 30 * MINUTE }),
        grow: fc.integer({ min: 0, max: 3 }),
        silentFor: fc.option(fc.integer({ min: 1, max: 3 * HOUR }), { nil: null }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(moves, fc.boolean(), (steps, closes) => {
        let now = T0;
        let count = 1;
        const log: ToldNotice[] = [];
        const take = (one: TellableIncident): NoticeDecision => {
          const decision = ask(one, log, now);
          const kind = decision.send ?? decision.withheld?.kind;
          if (kind === undefined) return decision;
          const entry = told({ kind, at: now, units: one.units });
          log.push(decision.send === null ? { ...entry, isWithheld: true } : entry);
          return decision;
        };
        for (const step of steps) {
          now += step.wait;
          count += step.grow;
          const silence = step.silentFor === null ? null : { until: now + step.silentFor };
          const decision = take(incident({ units: ids(count), silence }));
          const isQuiet = decision.send === null && decision.reason === 'maintenance';
          expect(isQuiet).toBe(silence !== null);
        }
        now += 20 * MINUTE;
        const toldSoFar = log.filter((one) => one.isWithheld !== true);
        const silence = closes ? { until: now + HOUR } : null;
        const last = take(incident({ state: closes ? 'closed' : 'open', units: ids(count), silence }));
        // Closed inside: told only to those who know of it. Open outside: somebody knows of it now, at the latest.
        const knew = toldSoFar.length > 0;
        const knows = log.some((one) => one.isWithheld !== true);
        expect(closes ? last.send : knows).toBe(closes ? (knew ? 'resolved' : null) : true);
      }),
    );
  });
});
