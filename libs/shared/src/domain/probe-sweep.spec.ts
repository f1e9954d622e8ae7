import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from './policy.js';
import { NO_PROBES, mayRead, planReads, sweepRate, type ProbeInput, type ProbeState } from './probe-sweep.js';

const T0 = 1_000_000_000;
const members = Array.from({ length: 50 }, (_, i) => ({ deviceId: `d${i}`, readAt: T0 - (50 - i) * 1_000 }));
const ask = (over: Partial<ProbeInput>, now = T0) =>
  planReads(
    {
      state: NO_PROBES,
      suspected: [],
      confirmed: [],
      followUp: false,
      members,
      capacityPerSecond: null,
      ...over,
    },
    DEFAULT_POLICY,
    now,
  );
const state = (over: Partial<ProbeState>): ProbeState => ({ ...NO_PROBES, ...over });

describe('planReads', () => {
  it('the first suspicion makes the 5 others due that were not read longest', () => {
    const plan = ask({ suspected: ['d1'] });
    expect(plan.reads).toEqual({ why: 'probe', deviceIds: ['d0', 'd2', 'd3', 'd4', 'd5'], spreadMs: 0 });
    expect(plan.state).toMatchObject({ lastProbeAt: T0, suspects: ['d1'] });
  });

  it('probes a cohort again after 10 s and not after 9.999 s', () => {
    const before = state({ lastProbeAt: T0 });
    expect(ask({ state: before, suspected: ['d1'] }, T0 + 9_999).reads).toBeNull();
    expect(ask({ state: before, suspected: ['d1'] }, T0 + 10_000).reads?.deviceIds).toHaveLength(5);
  });

  it('the second suspicion sweeps the rest at 50 reads/s', () => {
    const plan = ask({
      state: state({ suspects: ['d1'], touched: ['d1', 'd0'], lastProbeAt: T0 - 100 }),
      suspected: ['d2'],
    });
    expect(plan.reads).toMatchObject({ why: 'sweep', spreadMs: 940 });
    expect(plan.reads?.deviceIds).toHaveLength(47);
    expect(plan.state).toMatchObject({ lastSweepAt: T0, sweepEndsAt: T0 + 940 });
  });

  it('the first confirmed loss sweeps without a second suspicion', () => {
    expect(ask({ confirmed: ['d1'] }).reads).toMatchObject({ why: 'sweep' });
  });

  it('sweeps a cohort again after 60 s and not after 59.999 s', () => {
    const before = state({ lastSweepAt: T0, lastProbeAt: T0 + 55_000 });
    expect(ask({ state: before, confirmed: ['d1'] }, T0 + 59_999).reads).toBeNull();
    expect(ask({ state: before, confirmed: ['d1'] }, T0 + 60_000).reads?.why).toBe('sweep');
  });

  it('reads nobody twice in one window, and everybody for the follow-up', () => {
    const touched = members.map((member) => member.deviceId);
    expect(ask({ state: state({ touched }), confirmed: ['d1'] }).reads).toBeNull();
    expect(ask({ state: state({ touched }), followUp: true }).reads?.deviceIds).toHaveLength(50);
  });
});

describe('sweepRate', () => {
  it.each([
    [null, 50],
    [1_000, 50],
    [100, 50],
    [60, 30],
    [1, 1],
  ])('with a capacity of %s reads/s is %i', (capacity, rate) => {
    expect(sweepRate(capacity, DEFAULT_POLICY)).toBe(rate);
  });
});

describe('mayRead', () => {
  it('is false while both limits hold, so that nobody loads the cohort for nothing', () => {
    const wish = {
      state: state({ lastProbeAt: T0, lastSweepAt: T0 }),
      suspected: ['d1'],
      confirmed: [],
      followUp: false,
    };
    expect(mayRead(wish, DEFAULT_POLICY, T0 + 9_000)).toBe(false);
    expect(mayRead(wish, DEFAULT_POLICY, T0 + 10_000)).toBe(true);
    expect(mayRead({ ...wish, suspected: [] }, DEFAULT_POLICY, T0 + 90_000)).toBe(false);
  });
});
