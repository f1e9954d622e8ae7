import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type TellableIncident, type ToldNotice } from './notices.js';
import { DEFAULT_POLICY } from './policy.js';

const T0 = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `d${i + from}`);

const incident = (over: Partial<TellableIncident> = {}): TellableIncident => ({
  kind: 'fleet',
  state: 'open',
  isAbsorbed: false,
  severity: 'critical',
  units: ids(8),
  customerIds: ['a', 'b'],
  ack: null,
  notBefore: null,
  isSweeping: false,
  isFlapping: false,
  silence: null,
  ...over,
});
const told = (over: Partial<ToldNotice> = {}): ToldNotice => ({
  kind: 'opened',
  at: T0,
  severity: 'critical',
  units: ids(8),
  customerIds: ['a', 'b'],
  ...over,
});
const ask = (one: TellableIncident, log: readonly ToldNotice[], now: number) =>
  decide(one, log, DEFAULT_POLICY, now);
const silent = (reason: string, lookAt: number | null) => ({ send: null, reason, lookAt });
const sent = (send: string, reason: string, clearsAck = false) => ({ send, reason, clearsAck });

describe('decide', () => {
  it('waits for the opening window and then opens', () => {
    const waiting = incident({ notBefore: T0 + 8_000 });
    expect(ask(waiting, [], T0)).toEqual(silent('window-open', T0 + 8_000));
    expect(ask(waiting, [], T0 + 8_000)).toEqual(sent('opened', 'opened'));
  });

  it('updates once at +60 s when the set grew, by however little', () => {
    const grown = incident({ units: ids(9) });
    expect(ask(grown, [told()], T0 + 59_999)).toEqual(silent('nothing-new', T0 + 60_000));
    expect(ask(grown, [told()], T0 + 60_000)).toEqual(sent('updated', 'grew-after-sweep', true));
  });

  it('tells growth that somebody acknowledged, and their acknowledgement holds until more joins', () => {
    const grown = (isOutgrown: boolean): TellableIncident =>
      incident({ units: ids(10), ack: { until: null, isOutgrown } });
    expect(ask(grown(false), [told()], T0 + 60_000)).toEqual(sent('updated', 'grew-after-sweep'));
    expect(ask(grown(true), [told()], T0 + 60_000)).toEqual(sent('updated', 'grew-after-sweep', true));
    const later = T0 + 20 * MINUTE;
    expect(ask(grown(false), [told()], later)).toEqual(sent('updated', 'more-devices'));
    expect(ask(grown(true), [told()], later)).toEqual(sent('updated', 'more-devices', true));
  });

  it('says nothing at +60 s when the set is the same, and waits for the sweep first', () => {
    expect(ask(incident(), [told()], T0 + 60_000)).toEqual(silent('nothing-new', T0 + 4 * HOUR));
    const sweeping = incident({ units: ids(9), isSweeping: true });
    expect(ask(sweeping, [told()], T0 + 60_000)).toEqual(silent('sweep-running', T0 + 68_000));
  });

  it('later updates at +25 % devices and not below', () => {
    const log = [told()];
    const at = T0 + 20 * MINUTE;
    expect(ask(incident({ units: ids(9) }), log, at)).toEqual(silent('nothing-new', T0 + 4 * HOUR));
    expect(ask(incident({ units: ids(10) }), log, at)).toEqual(sent('updated', 'more-devices', true));
  });

  it('later updates for a new customer although the count is the same', () => {
    const moved = incident({ customerIds: ['a', 'c'] });
    expect(ask(moved, [told()], T0 + 20 * MINUTE)).toEqual(sent('updated', 'new-customer', true));
  });

  it('updates at most once per 15 min', () => {
    const log = [told(), told({ kind: 'updated', at: T0 + MINUTE, units: ids(10) })];
    const grown = incident({ units: ids(20) });
    expect(ask(grown, log, T0 + 16 * MINUTE - 1)).toEqual(silent('too-soon', T0 + 16 * MINUTE));
    expect(ask(grown, log, T0 + 16 * MINUTE)).toEqual(sent('updated', 'more-devices', true));
  });

  it('does not wait when a warning becomes critical', () => {
    expect(ask(incident(), [told({ severity: 'warning' })], T0 + 1_000)).toEqual(
      sent('updated', 'more-severe', true),
    );
  });

  it('reminds every 4 h, not sooner, and not while acknowledged', () => {
    expect(ask(incident(), [told()], T0 + 4 * HOUR - 1)).toEqual(silent('nothing-new', T0 + 4 * HOUR));
    expect(ask(incident(), [told()], T0 + 4 * HOUR)).toEqual(sent('reminder', 'unacknowledged'));
    const log = [told(), told({ kind: 'reminder', at: T0 + 4 * HOUR })];
    expect(ask(incident(), log, T0 + 8 * HOUR - 1)).toEqual(silent('nothing-new', T0 + 8 * HOUR));
    expect(ask(incident({ ack: { until: null, isOutgrown: false } }), [told()], T0 + 9 * HOUR)).toEqual(
      silent('acknowledged', null),
    );
    expect(
      ask(incident({ ack: { until: T0 + 10 * HOUR, isOutgrown: false } }), [told()], T0 + 9 * HOUR),
    ).toEqual(silent('acknowledged', T0 + 10 * HOUR));
  });

  it('an occupied session is told once and never again', () => {
    expect(ask(incident({ severity: 'info' }), [told({ severity: 'info' })], T0 + 9 * HOUR)).toEqual(
      silent('nothing-new', null),
    );
  });

  it('ends with resolved once, after an opening; without one it opens and resolves in one', () => {
    const closed = incident({ state: 'closed', units: [] });
    expect(ask(closed, [told()], T0)).toEqual(sent('resolved', 'recovered'));
    expect(ask(closed, [], T0)).toEqual(sent('opened-and-resolved', 'came-and-went'));
    expect(ask(closed, [told(), told({ kind: 'resolved' })], T0)).toEqual(silent('all-told', null));
  });

  it('an absorbed incident is silent: the fleet incident speaks for it', () => {
    expect(ask(incident({ state: 'closed', isAbsorbed: true }), [told()], T0)).toEqual(
      silent('absorbed', null),
    );
  });

  it('a flapping device is updated at most once per 15 min, without the follow-up', () => {
    const flapping = incident({ kind: 'device', units: ['ips', 'gateway-av'], isFlapping: true });
    const log = [told({ units: ['ips'] })];
    expect(ask(flapping, log, T0 + MINUTE)).toEqual(silent('too-soon', T0 + 15 * MINUTE));
  });

  it('over any history of growth and time never resolves before opening and keeps 15 min between worsenings', () => {
    const moves = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 40 * MINUTE }),
        grow: fc.integer({ min: 0, max: 6 }),
        closes: fc.boolean(),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(moves, (steps) => {
        let now = T0;
        let count = 3;
        const log: ToldNotice[] = [];
        for (const step of steps) {
          now += step.wait;
          count += step.grow;
          const one = incident({ units: ids(count), state: step.closes ? 'closed' : 'open' });
          const decision = ask(one, log, now);
          if (decision.send !== null) log.push(told({ kind: decision.send, at: now, units: ids(count) }));
        }
        const before = (kind: string) =>
          log.flatMap((notice, i) => (notice.kind === kind ? [log[i - 1]?.kind] : []));
        const alive = ['opened', 'updated', 'reminder'];
        expect(
          [...before('resolved'), ...before('updated')].filter((kind) => !alive.includes(kind ?? '')),
        ).toEqual([]);
        const updates = log.filter((notice) => notice.kind === 'updated').map((notice) => notice.at);
        const gaps = updates.slice(1).map((at, i) => at - (updates[i] ?? 0));
        expect(gaps.filter((gap) => gap < 15 * MINUTE)).toEqual([]);
      }),
    );
  });
});
