import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import { SONICWALL_PROFILE } from '@firewatch/api/vendors/sonicwall/profile';
import { judge } from '@firewatch/shared/domain/verdict';
import type { SeenReading } from '@firewatch/shared/domain/reading';
import { SERVICES } from '@firewatch/shared/domain/service';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { targetOf } from './sonicwall.bench.js';
import { ask, type Asked } from './vendor-bench.js';

let simulator: Simulator;
let cards: DeviceCard[];

beforeAll(async () => {
  simulator = await startSimulator({ devices: 50, synchronizeMs: 0 });
  cards = await simulator.devices();
});
afterEach(() => simulator.verbs.reset());
afterAll(() => simulator.close());

function pick(matches: (card: DeviceCard) => boolean): DeviceCard {
  const found = cards.find(matches);
  if (!found) throw new Error('No such device in the simulated fleet.');
  return found;
}

async function see(card: DeviceCard, asked: Asked = {}): Promise<SeenReading> {
  const reading = await ask(sonicwallAdapter, targetOf(card), asked);
  if (reading.kind !== 'seen') throw new Error(`${card.id}: ${reading.why}: ${reading.detail}`);
  return reading;
}

const read = (card: DeviceCard, asked: Asked = {}): ReturnType<typeof ask> =>
  ask(sonicwallAdapter, targetOf(card), asked);

async function requestsOf(card: DeviceCard, work: () => Promise<unknown>): Promise<string[]> {
  const before = simulator.log.find({ device: card.id }).length;
  await work();
  const rows = simulator.log.find({ device: card.id }).slice(before);
  return rows.flatMap((row) =>
    row.kind === 'request' ? [`${row.method} ${row.path.replace('/api/sonicos', '')}`] : [],
  );
}

describe('the simulated fleet of 50 SonicWalls, of which none is at fault', () => {
  it('is read whole: every sign-in way, firmware and model, no oddity, nothing BAD', async () => {
    const seen = await Promise.all(cards.map((card) => see(card, { scope: 'full' })));
    expect(seen.map((reading) => reading.identity.serial)).toEqual(cards.map((card) => card.serial));
    expect(seen.map((reading) => reading.model)).toEqual(cards.map((card) => card.model));
    expect(seen.flatMap((reading) => reading.oddities)).toEqual([]);
    expect(new Set(cards.map((card) => card.signIn)).size).toBeGreaterThanOrEqual(3);
    expect(seen.map((reading) => reading.sessionBound)).toEqual(cards.map((card) => card.offersBearer));
    const verdicts = seen.flatMap((reading) =>
      SERVICES.flatMap((service) => {
        const [facts, profile] = [reading.facts[service], SONICWALL_PROFILE[service]];
        if (!facts || !profile) return [`${service} has no facts`];
        const expectation =
          facts.licence?.value === 'absent' ? 'never' : facts.enabled?.value === 'off' ? 'off' : 'on';
        const { verdict, reason } = judge(facts, profile, expectation, { now: Date.now() });
        return [
          verdict === 'protecting' || verdict === 'not-applicable' || verdict === 'off-by-policy'
            ? 'fine'
            : `${service} ${verdict} ${reason}`,
        ];
      }),
    );
    expect(verdicts.filter((verdict) => verdict !== 'fine')).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(300);
  });

  it('costs a pulse 5 requests and a full read 23, the last of them the sign-out', async () => {
    const card = cards[0] ?? pick(() => true);
    const pulse = await requestsOf(card, () => see(card));
    expect(pulse).toEqual([
      'POST /auth',
      'POST /auth',
      'GET /reporting/status/security-services',
      'GET /reporting/status/system',
      'DELETE /auth',
    ]);
    const full = await requestsOf(card, () => see(card, { scope: 'full' }));
    expect([full.length, full.at(-1), new Set(full).size]).toEqual([23, 'DELETE /auth', 22]);
  });

  it('places the last signature check in our time whatever the zone of the box', async () => {
    for (const card of cards.slice(0, 12)) {
      const { facts } = await see(card, { scope: 'full' });
      const at = facts['gateway-av']?.signatures?.lastAttemptAt ?? 0;
      expect(Date.now() - at).toBeGreaterThanOrEqual(-2_000);
      expect(Date.now() - at).toBeLessThan(3_602_000);
    }
  });
});

describe('2 December 2008 on one box', () => {
  it('shows three services absent after the check-in, dates in the future, switches on; and all back after Synchronize', async () => {
    const card = pick(() => true);
    simulator.verbs.setAuthority({ mode: 'wrong-answer' });
    simulator.verbs.checkIn({ ids: [card.id] });
    const lost = await see(card, { scope: 'full' });
    for (const service of ['gateway-av', 'anti-spyware', 'ips'] as const) {
      expect(lost.facts[service]).toMatchObject({
        licence: { value: 'absent' },
        enabled: { value: 'on' },
        signatures: { value: 'fresh' },
      });
      expect(lost.facts[service]?.licence?.expiresAt).toBeGreaterThan(Date.now());
    }
    expect(lost.facts['app-control']?.licence?.value).toBe('active');
    simulator.verbs.setAuthority({ mode: 'ok' });
    expect((await see(card)).facts.ips?.licence?.value).toBe('absent');
    simulator.verbs.synchronize({ ids: [card.id] });
    await expect.poll(async () => (await see(card)).facts.ips?.licence?.value).toBe('active');
  });
});

describe('signing in', () => {
  it('is busy while an administrator holds the session, and does not push him out', async () => {
    const card = pick(() => true);
    simulator.verbs.adminSession(card.id, 60);
    expect(await read(card)).toMatchObject({ why: 'busy' });
    expect((await simulator.deviceStatus(card.id)).session).toMatchObject({ isAdmin: true });
  });

  it('names a box whose API is off', async () => {
    const card = pick(() => true);
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { apiEnabled: false });
    expect(await read(card)).toMatchObject({
      why: 'api-disabled',
      detail: expect.stringContaining('switched off'),
    });
  });

  it('does not count against the lockout of a box that only challenges: 20 reads, 0 failures', async () => {
    const card = pick(({ signIn }) => signIn.startsWith('digest'));
    for (let i = 0; i < 20; i++) await see(card);
    expect((await simulator.deviceStatus(card.id)).counters.authFailures).toBe(0);
  });
});

describe('the one session of a box', () => {
  it.each([
    [
      'the licence list stalls',
      { kind: 'stall', at: 'answer', path: '/reporting/status/security-services' },
      'timeout',
    ],
    [
      'the licence list drips',
      { kind: 'drip', ms: 50, path: '/reporting/status/security-services' },
      'timeout',
    ],
    ['the status is cut', { kind: 'truncated', cut: true, path: '/reporting/status/system' }, 'truncated'],
    ['the status redirects', { kind: 'redirect', path: '/reporting/status/system' }, 'redirect'],
    ['the status is a login page', { kind: 'html', path: '/reporting/status/system' }, 'not-json'],
    [
      'the licence list ends early',
      { kind: 'truncated', path: '/reporting/status/security-services' },
      'truncated',
    ],
  ] as const)('is given back when %s', async (_what, spec, why) => {
    const card = pick(({ offersBearer }) => offersBearer);
    simulator.verbs.setFault({ ids: [card.id] }, spec);
    expect(await read(card, { limitMs: 400 })).toMatchObject({ kind: 'unreadable', why });
    expect((await simulator.deviceStatus(card.id)).session).toBeNull();
  });

  it('does not outlast a sign-out that stalls: the reading stands and the read ends within 2 s of it', async () => {
    const card = pick(() => true);
    simulator.verbs.setFault(
      { ids: [card.id] },
      { kind: 'stall', at: 'answer', path: '/auth', afterRequests: 2 },
    );
    const before = performance.now();
    await see(card);
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});

describe('a full read with one bad endpoint', () => {
  it('costs one fact, not the reading', async () => {
    const card = pick(() => true);
    simulator.verbs.setFault(
      { ids: [card.id] },
      { kind: 'http-500', status: 500, path: '/gateway-antivirus/base' },
    );
    const { facts, oddities } = await see(card, { scope: 'full' });
    expect([
      facts['gateway-av']?.enabled?.value,
      facts['gateway-av']?.licence?.value,
      facts.ips?.enabled?.value,
    ]).toEqual(['unknown', 'active', 'on']);
    expect(oddities).toEqual(['GET /gateway-antivirus/base: HTTP 500']);
  });

  it('reads a partial licence list as unknown, never as absent', async () => {
    const card = pick(() => true);
    simulator.verbs.setFault({ ids: [card.id] }, { kind: 'partial' });
    const { facts } = await see(card);
    expect(facts['gateway-av']?.licence).toMatchObject({
      value: 'unknown',
      raw: 'key gateway_anti_virus missing',
    });
  });
});
