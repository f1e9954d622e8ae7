import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DeviceRun,
  MINUTE,
  OWN,
  PULSE_LOST,
  PULSE_OK,
  T0,
  enabled,
  fullFacts,
  healthyRun,
  licence,
  seen,
  unreadable,
} from '../../../../test/support/domain-builders.js';
import type { StepInput } from './device-state.js';
import type { FactsByService } from './fact.js';
import { UNREADABLE_REASONS } from './reading.js';
import { rankOf } from './service-rank.js';

/** One input some time after the one before it. */
interface Move {
  readonly afterMs: number;
  readonly what: string;
}
const SILENT: FactsByService = { 'web-filter': { licence: licence('active') } };
const PULSES: Readonly<Record<string, FactsByService>> = {
  good: PULSE_OK,
  bad: PULSE_LOST,
  silent: SILENT,
  odd: { ...PULSE_OK, ips: { licence: licence('unknown') } },
};

function inputOf(what: string, at: number): StepInput {
  const pulse = PULSES[what];
  if (pulse !== undefined) return seen(at, pulse);
  if (what === 'full') return seen(at, fullFacts(at), { scope: 'full' });
  if (what === 'off') return seen(at, fullFacts(at, { enabled: enabled('off') }), { scope: 'full' });
  if (what === 'swapped') return seen(at, PULSE_OK, { identity: { ...OWN, serial: 'OTHER' } });
  if (what === 'cached') return seen(at, PULSE_OK, { volatile: { uptime: 'stuck' } });
  const why = UNREADABLE_REASONS.find((reason) => reason === what);
  return why === undefined ? { kind: 'tick' } : unreadable(at, why);
}

const gap = fc.oneof(fc.integer({ min: 600, max: 6_000 }), fc.integer({ min: 600, max: 3 * MINUTE }));
const moves = (...kinds: readonly string[]): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ afterMs: gap, what: fc.constantFrom(...kinds) }), { maxLength: 40 });
const SEEN: readonly string[] = ['good', 'good', 'full', 'bad', 'silent', 'odd', 'off', 'cached', 'tick'];
/** Weighted towards readings that show something, so that losses, glitches and recoveries do occur. */
const ANYTHING: readonly string[] = [...SEEN, ...SEEN, ...SEEN, 'swapped', ...UNREADABLE_REASONS];
const NOTHING_SEEN = ['tick', 'swapped', ...UNREADABLE_REASONS];

/** Whole losses and recoveries with anything thrown in between: chance alone seldom holds still for a recovery. */
const LOSS: readonly Move[] = [
  { afterMs: MINUTE, what: 'bad' },
  { afterMs: 2_600, what: 'bad' },
];
const RECOVERY: readonly Move[] = [
  { afterMs: MINUTE, what: 'full' },
  { afterMs: 5_600, what: 'good' },
  { afterMs: 25_000, what: 'good' },
  { afterMs: 31_000, what: 'good' },
];
const disturbance = fc.array(
  fc.record({ afterMs: gap, what: fc.constantFrom(...SEEN, 'timeout', 'busy', 'partial') }),
  { maxLength: 2 },
);
const scenes: fc.Arbitrary<readonly Move[]> = fc
  .array(fc.tuple(disturbance, fc.constantFrom(LOSS, RECOVERY)), { minLength: 2, maxLength: 8 })
  .map((parts) => parts.flatMap(([noise, scene]) => [...noise, ...scene]));

/** Plays the moves after a healthy start and calls `each` with the input after every step. */
function play(run: DeviceRun, path: readonly Move[], each: (what: string) => void = () => {}): DeviceRun {
  let at = T0 + 2 * MINUTE;
  for (const { afterMs, what } of path) {
    at += afterMs;
    const input = inputOf(what, at);
    run.apply(input, input.kind === 'tick' ? at : input.endedAt);
    each(what);
  }
  return run;
}

const runs = { numRuns: 300 };

describe('any sequence of readings', () => {
  it('replayed gives the same state and the same events', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), (path) => {
        const [one, two] = [play(healthyRun(), path), play(healthyRun(), path)];
        expect(two.state).toEqual(one.state);
        expect(two.events).toEqual(one.events);
      }),
      runs,
    );
  });

  it('applied twice each (at least once delivery) gives what once gives', () => {
    fc.assert(
      fc.property(moves(...ANYTHING.filter((what) => what !== 'tick')), (path) => {
        const once = play(healthyRun(), path);
        const twice = healthyRun();
        let at = T0 + 2 * MINUTE;
        for (const { afterMs, what } of path) {
          at += afterMs;
          const input = inputOf(what, at);
          const now = input.kind === 'tick' ? at : input.endedAt;
          twice.apply(input, now);
          twice.apply(input, now);
        }
        expect(twice.state).toEqual(once.state);
        expect(twice.events).toEqual(once.events);
      }),
      runs,
    );
  });

  it('kept as JSON between all steps gives the same', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), (path) => {
        const stored = healthyRun();
        play(stored, path, () => {
          stored.state = JSON.parse(JSON.stringify(stored.state));
        });
        const memory = play(healthyRun(), path);
        expect(stored.state).toEqual(memory.state);
        expect(stored.events).toEqual(memory.events);
      }),
      runs,
    );
  });

  it('ends a loss only with a believed reading, at least 60 s after its first good one', () => {
    let ended = 0;
    fc.assert(
      fc.property(scenes, (path) => {
        const run = healthyRun();
        let told = 0;
        const resolvedBy: string[] = [];
        play(run, path, (what) => {
          const fresh = run.events.slice(told).filter((event) => event.type === 'service.changed');
          const resolved = fresh.filter(({ from, to }) => from !== null && rankOf(to) < rankOf(from));
          for (const { confirmedBy, at, since } of resolved) {
            expect(confirmedBy).toBe('recovery');
            expect(at - since).toBeGreaterThanOrEqual(60_000);
            resolvedBy.push(what);
          }
          told = run.events.length;
        });
        ended += resolvedBy.length;
        expect(resolvedBy.filter((what) => what !== 'good' && what !== 'full' && what !== 'cached')).toEqual(
          [],
        );
      }),
      { numRuns: 600 },
    );
    expect(ended).toBeGreaterThan(0);
  });

  it('a reading older than the last applied one changes nothing', () => {
    fc.assert(
      fc.property(
        moves(...ANYTHING),
        fc.constantFrom(...ANYTHING),
        fc.integer({ min: 0 }),
        (path, what, age) => {
          const run = play(healthyRun(), path);
          const before = run.state;
          const now = T0 + 2 * MINUTE + path.reduce((sum, { afterMs }) => sum + afterMs, 500);
          run.tick(now);
          const ticked = run.state;
          run.forget().apply(inputOf(what, (before.pulse.appliedAt ?? T0) - age), now);
          expect(run.state).toEqual(ticked);
          expect(run.events).toEqual([]);
        },
      ),
      runs,
    );
  });

  it('never shows a service well later than 2 × 60 s + 15 s after a reading that told it', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), fc.integer({ min: 135_000, max: 10 * MINUTE }), (path, afterMs) => {
        const run = play(healthyRun(), path);
        const done = run.tick((run.state.pulse.believedAt ?? T0) + afterMs);
        const shown = Object.values(done.shown.services).map(({ verdict }) => verdict);
        expect(shown).not.toContain('protecting');
      }),
      runs,
    );
  });

  it('never shows a service well whose licence the last believed reading did not tell', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), fc.constantFrom('silent', 'odd'), (path, last) => {
        const run = play(healthyRun(), [...path, { afterMs: 600, what: last }]);
        const done = run.tick((run.state.pulse.appliedAt ?? T0) + 600);
        expect(done.shown.services.ips?.verdict).not.toBe('protecting');
      }),
      runs,
    );
  });

  it('always wants a next read, waits for a person, or leaves the slot free: a hold ends or is a person’s', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), (path) => {
        const run = play(healthyRun(), path);
        const now = T0 + 2 * MINUTE + path.reduce((sum, { afterMs }) => sum + afterMs, 500);
        const { holdUntil, nextRead } = run.tick(now);
        const { state } = run.state.core.contact;
        const isHeldByPerson = holdUntil === Number.MAX_SAFE_INTEGER;
        const isPersonNeeded = state === 'auth-failed' || state === 'identity-mismatch';
        expect(isHeldByPerson).toBe(isPersonNeeded);
        expect(isHeldByPerson && nextRead !== null).toBe(false);
        const holdMs = isHeldByPerson ? 0 : (holdUntil ?? now) - now;
        expect(Math.max(holdMs, (nextRead?.at ?? now) - now)).toBeLessThanOrEqual(5 * MINUTE);
      }),
      runs,
    );
  });

  it('every suspicion ends: by a look or at its deadline, at most 40 s after sign-out', () => {
    fc.assert(
      fc.property(moves(...ANYTHING), (path) => {
        const run = play(healthyRun(), path);
        const last = run.state.pulse.endedAt ?? T0;
        run.tick(last + 40_000);
        for (const service of Object.values(run.state.core.services))
          expect(service.phase).not.toBe('suspect');
      }),
      runs,
    );
  });
});

describe('readings that show nothing', () => {
  it('never change a service, never go green and never come back by themselves', () => {
    fc.assert(
      fc.property(moves('good', 'bad', 'full', 'off'), moves(...NOTHING_SEEN), (seenPath, blindPath) => {
        const run = play(healthyRun(), seenPath);
        const settled = run.tick((run.state.pulse.endedAt ?? T0) + 40_000).next.core.services;
        const start = (run.state.pulse.endedAt ?? T0) + 40_000;
        run.forget();
        let at = start;
        for (const { afterMs, what } of blindPath) {
          at += afterMs;
          const input = inputOf(what, at);
          run.apply(input, input.kind === 'tick' ? at : input.endedAt);
        }
        expect(run.state.core.services).toEqual(settled);
        expect(run.of('service.changed')).toEqual([]);
        expect(run.of('device.seen-again')).toEqual([]);
        expect(run.of('device.answers-again')).toEqual([]);
        const late = run.tick(at + 3 * MINUTE).shown;
        expect(Object.values(late.services).map(({ verdict }) => verdict)).not.toContain('protecting');
      }),
      runs,
    );
  });

  it('open nothing but a suspicion that was already there', () => {
    fc.assert(
      fc.property(moves('bad', ...NOTHING_SEEN), (path) => {
        const run = healthyRun();
        play(run, path);
        const silent = run.of('service.changed').filter(({ confirmedBy }) => confirmedBy === 'silence');
        expect(silent.length).toBeLessThanOrEqual(run.of('service.suspected').length);
        const others = run.of('service.changed').filter(({ confirmedBy }) => confirmedBy !== 'silence');
        for (const event of others) expect(event.confirmedBy).toBe('repeat');
      }),
      runs,
    );
  });
});
