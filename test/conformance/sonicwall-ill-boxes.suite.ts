import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import { SONICWALL_PROFILE } from '@firewatch/api/vendors/sonicwall/profile';
import { initialState, step } from '@firewatch/shared/domain/device-step';
import type { DeviceEvent } from '@firewatch/shared/domain/events';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Reading } from '@firewatch/shared/domain/reading';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readWhole as read, targetOf } from './sonicwall.bench.js';
import { ask } from './vendor-bench.js';

const CONTEXT = { baseline: {}, profile: SONICWALL_PROFILE, openTurns: [], intervalMs: 60_000 };

let simulator: Simulator;
let cards: DeviceCard[];

beforeAll(async () => {
  simulator = await startSimulator({ devices: 50, synchronizeMs: 0 });
  cards = await simulator.devices();
});
afterEach(() => simulator.verbs.reset());
afterAll(() => simulator.close());

function card(index: number): DeviceCard {
  const found = cards[index];
  if (!found) throw new Error('The simulated fleet is too small.');
  return found;
}

describe('27: lockout', () => {
  it.each(['digest-sha256', 'basic', 'chap'] as const)(
    'a refused password is tried twice by %s and then never again, whatever comes in between',
    async (signIn) => {
      const box = card(['digest-sha256', 'basic', 'chap'].indexOf(signIn) + 10);
      simulator.verbs.changeBehaviour({ ids: [box.id] }, { signIn });
      simulator.verbs.setFault({ ids: [box.id] }, { kind: 'wrong-password' });
      const accepted = [{ serial: box.serial, fingerprint: box.fingerprint256 }];
      let state = initialState();
      let reads = 0;
      for (let round = 0; round < 10; round++) {
        const reading = await read(targetOf(box));
        reads += 1;
        const rules = { ctx: { ...CONTEXT, accepted }, policy: DEFAULT_POLICY, now: Date.now() };
        const done = step(state, reading, rules);
        state = done.next;
        if (done.holdUntil === Number.MAX_SAFE_INTEGER) break;
      }
      expect([reads, state.core.contact.state]).toEqual([2, 'auth-failed']);
      expect((await simulator.deviceStatus(box.id)).counters.authFailures).toBe(2);
    },
  );
});

describe('29: HTTP 500 over 30 % of a fleet', () => {
  it('for 5 min tells of no loss on any of 50 devices, and of no data on the 15 alone', async () => {
    const ill = new Set(cards.slice(0, 15).map(({ id }) => id));
    const events = new Map<string, DeviceEvent[]>();
    const states = new Map(cards.map(({ id }) => [id, initialState()] as const));
    for (let minute = 0; minute <= 6; minute++) {
      if (minute === 1) simulator.verbs.setFault({ ids: [...ill] }, { kind: 'http-500', status: 500 });
      for (const box of cards) {
        const answer = await ask(sonicwallAdapter, targetOf(box), { scope: minute === 0 ? 'full' : 'pulse' });
        const startedAt = answer.startedAt + minute * 60_000;
        const reading: Reading = { ...answer, startedAt, endedAt: startedAt + 500 };
        const accepted = [{ serial: box.serial, fingerprint: box.fingerprint256 }];
        const rules = { ctx: { ...CONTEXT, accepted }, policy: DEFAULT_POLICY, now: startedAt + 500 };
        const done = step(states.get(box.id) ?? initialState(), reading, rules);
        states.set(box.id, done.next);
        if (minute > 0) events.set(box.id, [...(events.get(box.id) ?? []), ...done.events]);
      }
    }
    const told = [...events].flatMap(([id, list]) => list.map(({ type }) => ({ type, isIll: ill.has(id) })));
    expect(told.filter(({ type }) => type.startsWith('service.'))).toEqual([]);
    const silent = told.filter(({ type }) => type === 'device.no-data');
    expect([silent.length, silent.every(({ isIll }) => isIll)]).toEqual([15, true]);
  });
});

describe('30: clocks and dates of a box', () => {
  const YEARS_MS = 10 * 365.25 * 86_400_000;
  it.each([
    ['10 years fast', YEARS_MS],
    ['10 years slow', -YEARS_MS],
    ['an hour off, as after a missed change to summer time', 3_600_000],
    ['right', 0],
  ])(
    'a clock that is %s moves no paid-until date late, nor more than 24 h early',
    async (_what, offsetMs) => {
      const box = card(20);
      simulator.verbs.changeBehaviour({ ids: [box.id] }, { clockSkewSeconds: offsetMs / 1_000 });
      const truth = (await simulator.deviceStatus(box.id)).services;
      const reading = await read(targetOf(box));
      if (reading.kind !== 'seen') throw new Error(reading.detail);
      for (const service of ['gateway-av', 'anti-spyware', 'ips', 'app-control'] as const) {
        const endsAt = truth[service].expiresAt;
        const toldAt = reading.facts[service]?.licence?.expiresAt;
        if (endsAt === null || toldAt === undefined) throw new Error(`${service} has no end`);
        expect(toldAt).toBeLessThanOrEqual(endsAt);
        expect(endsAt - toldAt).toBeLessThanOrEqual(24 * 3_600_000);
      }
    },
  );
});
