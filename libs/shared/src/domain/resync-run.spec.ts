import { describe, expect, it } from 'vitest';
import { HAND, LOST, T0, WELL, called, device, snapshot } from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { nextActs, nextLookAt, openedWave } from './resync-run.js';
import { RUN_STATES } from './resync.js';
import type { RunDevice, RunState, RunView } from './resync.js';

const run = (devices: readonly RunDevice[], over: Partial<RunView> = {}): RunView => ({
  state: 'running',
  beginsAt: null,
  scheduledAt: null,
  caps: DEFAULT_POLICY.resync.caps,
  devices,
  ...over,
});
const acts = (view: RunView, now = T0) => nextActs(view, now, DEFAULT_POLICY);
const waits = (deviceId: string, over: Partial<RunDevice> = {}) =>
  device({ deviceId, customerId: deviceId, phase: 'waiting', calls: [], startedAt: null, ...over });
const done = (deviceId: string, over: Partial<RunDevice> = {}) =>
  device({ deviceId, customerId: deviceId, phase: 'done', outcome: 'restored', settledAt: T0, ...over });
const begin = (deviceId: string) => ({ do: 'begin', deviceId });
const canary = done('k', { wave: 0 });
const proof = snapshot(T0 + 1, { 'gateway-av': WELL, ips: WELL, 'web-filter': WELL });
const harm = snapshot(T0 + 1, { 'gateway-av': LOST, ips: LOST, 'web-filter': LOST });

describe('nextActs', () => {
  it.each(RUN_STATES.filter((state) => !['running', 'counting-down'].includes(state)))(
    'begins and calls nobody in state %s',
    (state: RunState) => {
      const view = run([waits('a', { wave: 0 }), device({ calls: [], wave: 0, deviceId: 'b' })], { state });
      const found = acts(view).filter(
        (act) => act.do === 'begin' || (act.do === 'call' && state !== 'pausing'),
      );
      expect(found).toEqual([]);
    },
  );

  it('runs when the cancel window has passed, not before', () => {
    const view = run([waits('a')], { state: 'counting-down', beginsAt: T0 });
    expect(acts(view, T0 - 1)).toEqual([]);
    expect(acts(view, T0)).toEqual([{ do: 'run' }]);
    expect(nextLookAt(view, T0 - 1, DEFAULT_POLICY)).toBe(T0);
  });

  it.each([
    ['counting-down', { beginsAt: T0 }],
    ['scheduled', { scheduledAt: T0 }],
  ] as const)('does not begin a run that is %s more than 15 min after its time', (state, due) => {
    const view = run([waits('a')], { state, ...due });
    expect(acts(view, T0 + 15 * 60_000).filter((act) => act.do === 'stop')).toEqual([]);
    expect(acts(view, T0 + 5 * 3_600_000)).toEqual([
      {
        do: 'stop',
        words:
          'Its time had passed 5 h before Firewatch could begin: it does not begin that late; plan again.',
      },
    ]);
  });

  it('the next wave begins when every device of the last is settled or left', () => {
    expect(acts(run([canary, done('a'), device({ deviceId: 'b' }), waits('c', { wave: 2 })]))).toEqual([]);
    const settled = [canary, done('a'), done('b', { outcome: 'unreachable' }), waits('c', { wave: 2 })];
    expect(acts(run(settled))).toEqual([begin('c')]);
    expect(acts(run([canary, done('b', { phase: 'left', outcome: null }), waits('c', { wave: 2 })]))).toEqual(
      [begin('c')],
    );
  });

  it('fills up to the caps and no further: 5 of a vendor, 2 of a customer, 10 in all', () => {
    const wave = Array.from({ length: 7 }, (_, i) => waits(`a${i}`));
    expect(acts(run([canary, ...wave]))).toHaveLength(5);
    const same = Array.from({ length: 7 }, (_, i) => waits(`a${i}`, { customerId: 'one' }));
    expect(acts(run([canary, ...same]))).toEqual([begin('a0'), begin('a1')]);
    const mixed = Array.from({ length: 14 }, (_, i) => waits(`a${i}`, { vendor: `v${i}` }));
    expect(acts(run([canary, ...mixed]))).toHaveLength(10);
    expect(
      acts(
        run([
          canary,
          device({ customerId: 'a0' }),
          device({ deviceId: 'd2', customerId: 'a0' }),
          waits('a0'),
        ]),
      ),
    ).toEqual([]);
  });

  it('canaries of a vendor go one by one until one is proven; another vendor does not wait for it', () => {
    const canaries = ['a', 'b', 'c'].map((id) => waits(id, { wave: 0 }));
    const other = waits('x', { wave: 0, vendor: 'other' });
    expect(acts(run([...canaries, other]))).toEqual([begin('a'), begin('x')]);
    expect(acts(run([done('a', { wave: 0 }), ...canaries.slice(1)]))).toEqual([begin('b'), begin('c')]);
    const first = done('a', { wave: 0, outcome: 'unreachable' });
    expect(acts(run([first, ...canaries.slice(1)]))).toEqual([begin('b')]);
  });

  it('partners of a pair never work at the same time', () => {
    expect(acts(run([canary, waits('a', { pair: 'p' }), waits('b', { pair: 'p' })]))).toEqual([begin('a')]);
  });

  it('a settlement that fulfils the stop rule stops in the same breath, and calls nobody else', () => {
    const bad = device({ deviceId: 'b', after: harm });
    const next = device({ deviceId: 'c', calls: [] });
    expect(acts(run([canary, bad, next, waits('d')]), T0 + 2)).toEqual([
      { do: 'settle', deviceId: 'b', outcome: 'worse', words: 'Web filter worse than before the call.' },
      { do: 'stop', words: '1 firewall got worse than before, proven by a reading.' },
    ]);
  });

  it('stops while pausing too', () => {
    const view = run([canary, device({ deviceId: 'b', after: harm })], { state: 'pausing' });
    expect(acts(view, T0 + 2).map((act) => act.do)).toEqual(['settle', 'stop']);
  });

  it('stopping: what works is verified, one that was not called is let go, then it is over', () => {
    const state = 'stopping' as const;
    const working = device({ deviceId: 'a' });
    expect(acts(run([canary, working, waits('c')], { state }), T0 + 20_000)).toEqual([
      { do: 'read', deviceId: 'a' },
    ]);
    expect(
      acts(
        run([canary, { ...working, after: proof }, device({ deviceId: 'b', calls: [] })], { state }),
        T0 + 2,
      ),
    ).toEqual([
      expect.objectContaining({ do: 'settle', deviceId: 'a', outcome: 'restored' }),
      expect.objectContaining({ do: 'settle', deviceId: 'b', outcome: 'not-performed' }),
      { do: 'finish' },
    ]);
  });

  it('pausing: what works is finished, also its next steps; then it is paused', () => {
    const state = 'pausing' as const;
    const lost = snapshot(T0 + 60_000, { 'gateway-av': LOST, ips: LOST, 'web-filter': WELL });
    const working = device({ after: lost, askedAt: T0 + 60_000 });
    expect(acts(run([canary, working, waits('b')], { state }), T0 + 61_000)).toEqual([
      { do: 'call', deviceId: 'd1', stepId: 'lmsync' },
    ]);
    expect(acts(run([canary, waits('b')], { state }))).toEqual([{ do: 'pause' }]);
    expect(acts(run([canary, waits('b')], { state: 'paused' }))).toEqual([]);
  });

  it('finishes when the waves are over, and does not wait for what is to be done by hand', () => {
    const hand = device({ deviceId: 'h', phase: 'by-hand', wave: null, procedure: HAND, calls: [] });
    expect(acts(run([canary, done('a'), hand]))).toEqual([{ do: 'finish' }]);
    expect(acts(run([hand]))).toEqual([{ do: 'finish' }]);
    expect(acts(run([canary, device(), hand]))).toEqual([]);
  });

  it.each(['running', 'paused', 'stopped', 'finished'] as const)(
    'verifies what was ticked by hand in state %s',
    (state) => {
      const hand = device({
        phase: 'by-hand',
        wave: null,
        procedure: HAND,
        calls: [called('open')],
        after: proof,
      });
      expect(acts(run([device({ deviceId: 'x', wave: 1 }), hand], { state }), T0 + 2)[0]).toMatchObject({
        do: 'settle',
        outcome: 'restored',
      });
    },
  );

  it('the same view gives the same acts', () => {
    const view = run([canary, device(), waits('a'), waits('b')]);
    expect(acts(view, T0 + 20_000)).toEqual(acts(structuredClone(view), T0 + 20_000));
  });
});

describe('nextLookAt', () => {
  it('is the earliest of what the devices wait for', () => {
    expect(
      nextLookAt(
        run([canary, device(), device({ calls: [called('sync', { answer: null, answeredAt: null })] })]),
        T0,
        DEFAULT_POLICY,
      ),
    ).toBe(T0 + 20_000);
    expect(nextLookAt(run([canary]), T0, DEFAULT_POLICY)).toBeNull();
  });
});

describe('openedWave', () => {
  it('names the wave whose first device begins, and none afterwards', () => {
    const view = run([canary, waits('a'), waits('b')]);
    expect(openedWave(view, acts(view))).toBe(1);
    const later = run([canary, device({ deviceId: 'a' }), waits('b')]);
    expect(openedWave(later, acts(later))).toBeNull();
    expect(openedWave(view, [])).toBeNull();
  });
});
