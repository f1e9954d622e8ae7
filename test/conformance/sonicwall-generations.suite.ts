import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import { SONICWALL_PROFILE } from '@firewatch/api/vendors/sonicwall/profile';
import { judge } from '@firewatch/shared/domain/verdict';
import type { SeenReading } from '@firewatch/shared/domain/reading';
import { SERVICES } from '@firewatch/shared/domain/service';
import type { Behaviour } from '@firewatch/simulator/devices/behaviour';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { targetOf } from './sonicwall.bench.js';
import { ask, look, type Asked } from './vendor-bench.js';

const MIX = { gen7: 40, gen8: 2, 'gen6-rest': 2, 'gen6-cli': 2, gen6: 1, gen5: 1 };

let simulator: Simulator;
let cards: DeviceCard[];
const used = new Set<string>();

beforeAll(async () => {
  simulator = await startSimulator({ generations: MIX, haPairs: 1, synchronizeMs: 0 });
  cards = await simulator.devices();
});
afterEach(() => simulator.verbs.reset());
afterAll(() => simulator.close());

function pick(what: string, matches: (card: DeviceCard) => boolean): DeviceCard {
  const found = cards.find(matches);
  if (!found) throw new Error(`The simulated fleet has no ${what}.`);
  return found;
}
/** Another one each time: wrong passwords are counted on the box, and a reset does not take a lockout back. */
const gen7 = (): DeviceCard => {
  const fresh = pick('unused gen7 box', ({ id, generation, partner }) => {
    return generation === 'gen7' && partner === null && !used.has(id);
  });
  used.add(fresh.id);
  return fresh;
};
const rest6 = (): DeviceCard =>
  pick('6.5 box with REST', (card) => card.firmware.includes('6.5.4') && card.apiEnabled);
const cli6 = (): DeviceCard =>
  pick('6.5 box with a command line', (card) => card.firmware.includes('6.5.1') && card.apiEnabled);

const read = (card: DeviceCard, asked: Asked = {}): ReturnType<typeof ask> =>
  ask(sonicwallAdapter, targetOf(card), asked);

async function see(card: DeviceCard, asked: Asked = {}): Promise<SeenReading> {
  const reading = await read(card, asked);
  if (reading.kind !== 'seen') throw new Error(`${card.id}: ${reading.why}: ${reading.detail}`);
  return reading;
}

function verdictsOf({ facts }: SeenReading): string[] {
  return SERVICES.flatMap((service) => {
    const [told, profile] = [facts[service], SONICWALL_PROFILE[service]];
    if (!told || !profile) return [`${service} has no facts`];
    const isOff = told.enabled?.value === 'off';
    const expectation = told.licence?.value === 'absent' ? 'never' : isOff ? 'off' : 'on';
    const { verdict, reason } = judge(told, profile, expectation, { now: Date.now() });
    const isFine = ['protecting', 'not-applicable', 'off-by-policy'].includes(verdict);
    return isFine ? [] : [`${service} ${verdict} ${reason}`];
  });
}

async function requestsOf(card: DeviceCard, work: () => Promise<unknown>): Promise<string[]> {
  const before = simulator.log.find({ device: card.id }).length;
  await work();
  const rows = simulator.log.find({ device: card.id }).slice(before);
  return rows.flatMap((row) =>
    row.kind === 'request' ? [`${row.method} ${row.path.replace('/api/sonicos', '')}`] : [],
  );
}

describe('SonicOS 6.5', () => {
  it.each([
    ['with the reporting paths and leaves of its own', rest6, 'GET /gateway-antivirus/settings'],
    ['that tells most by command line', cli6, 'POST /direct/cli show gateway-antivirus'],
  ])(
    '%s is read whole: every service judged, nothing BAD, evidence naming what answered',
    async (_what, card, source) => {
      const reading = await see(card(), { scope: 'full' });
      expect(verdictsOf(reading)).toEqual([]);
      expect(reading.oddities).toEqual([]);
      expect(reading.identity.serial).toBe(card().serial);
      expect(reading.facts['gateway-av']?.enabled?.source).toBe(source);
    },
  );

  it('shows a lost licence by command line as by REST', async () => {
    for (const card of [rest6(), cli6()]) {
      simulator.verbs.changeService(card.id, 'ips', { licence: 'not-licensed' });
      expect((await see(card)).facts.ips?.licence).toMatchObject({ value: 'absent' });
    }
  });

  it('sees an intrusion prevention that was switched off and signatures that are old', async () => {
    for (const card of [rest6(), cli6()]) {
      simulator.verbs.changeService(card.id, 'ips', { enabled: false });
      simulator.verbs.changeService(card.id, 'gateway-av', { signaturesAgeSeconds: 30 * 86_400 });
      const { facts } = await see(card, { scope: 'full' });
      expect(facts.ips?.enabled?.value).toBe('off');
      expect(Date.now() - (facts['gateway-av']?.signatures?.publishedAt ?? 0)).toBeGreaterThan(
        29 * 86_400_000,
      );
    }
  });

  it('asks a pulse of 6 requests where the reporting paths are missing, the last of them the sign-out', async () => {
    const card = cli6();
    const asked = await requestsOf(card, () => see(card));
    expect(asked.slice(-3)).toEqual([
      'GET /reporting/status/security-services',
      'POST /direct/cli',
      'DELETE /auth',
    ]);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  it('costs a zone list that is broken JSON its own facts, not the reading', async () => {
    const card = rest6();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { malformedLists: true });
    const { facts } = await see(card, { scope: 'full' });
    expect([facts.ips?.licence?.value, facts.ips?.enabled?.value]).toEqual(['active', 'unknown']);
  });

  it('names the cure where its API is off, as delivered', async () => {
    const card = pick(
      '6.5 box with its API off',
      ({ generation, apiEnabled }) => generation === 'gen6' && !apiEnabled,
    );
    expect(await read(card)).toMatchObject({
      why: 'api-disabled',
      detail: expect.stringContaining('enable it there'),
    });
  });
});

describe('generation 5', () => {
  it('is recognised by its answer, without a byte of the credential', async () => {
    const card = pick('gen5 box', ({ generation }) => generation === 'gen5');
    const asked = await requestsOf(card, async () =>
      expect(await read(card)).toMatchObject({ kind: 'unreadable', why: 'not-readable' }),
    );
    expect(asked).toEqual(['POST /auth']);
    expect((await simulator.deviceStatus(card.id)).counters.authFailures).toBe(0);
  });
});

describe('signing in', () => {
  async function as(card: DeviceCard, behaviour: Partial<Behaviour>): Promise<DeviceCard> {
    simulator.verbs.changeBehaviour({ ids: [card.id] }, behaviour);
    return card;
  }

  it.each(['basic', 'digest-md5', 'digest-sha256', 'digest-md5-int', 'digest-sha256-int', 'chap'] as const)(
    'works by %s, 0 wrong passwords counted in 5 reads',
    async (signIn) => {
      const card = await as(gen7(), { signIn });
      for (let i = 0; i < 5; i++) expect((await see(card)).identity.serial).toBe(card.serial);
      expect((await simulator.deviceStatus(card.id)).counters.authFailures).toBe(0);
    },
  );

  it.each(['basic', 'digest-md5', 'digest-sha256', 'digest-md5-int', 'digest-sha256-int', 'chap'] as const)(
    'by %s counts one wrong password per read, so that two reads stay below any lockout',
    async (signIn) => {
      const card = await as(gen7(), { signIn });
      simulator.verbs.setFault({ ids: [card.id] }, { kind: 'wrong-password' });
      for (let i = 0; i < 2; i++) expect(await read(card)).toMatchObject({ why: 'auth-failed' });
      expect((await simulator.deviceStatus(card.id)).counters.authFailures).toBe(2);
    },
  );

  it.each([
    ['two-factor', 'two-factor-required'],
    ['password-change', 'password-change-required'],
  ] as const)(
    'reports an account with %s as what it is, with no wrong password and no session left',
    async (signIn, why) => {
      const card = await as(gen7(), { signIn });
      for (let i = 0; i < 3; i++) expect(await read(card)).toMatchObject({ kind: 'unreadable', why });
      const status = await simulator.deviceStatus(card.id);
      expect([status.counters.authFailures, status.session]).toEqual([0, null]);
    },
  );

  it('is busy while an administrator is in a box with CHAP: no password is tried', async () => {
    const card = await as(gen7(), { signIn: 'chap' });
    simulator.verbs.adminSession(card.id, 60);
    expect(await read(card)).toMatchObject({ why: 'busy' });
    expect((await simulator.deviceStatus(card.id)).counters.authFailures).toBe(0);
  });

  it('opens the session for management only on firmware that refuses without', async () => {
    const card = await as(gen7(), { needsStartManagement: true });
    expect(await requestsOf(card, () => see(card))).toContain('POST /start-management');
    const usual = gen7();
    expect(await requestsOf(usual, () => see(usual))).not.toContain('POST /start-management');
  });
});

describe('keys that drift', () => {
  it.each([
    ['plain', []],
    ['underscore', []],
    ['sparse', ['anti-spyware unknown licence-unknown', 'app-control unknown licence-unknown']],
    ['extra', []],
  ] as const)('"%s" never makes green of a missing key', async (licenceKeys, unknown) => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { licenceKeys });
    const reading = await see(card, { scope: 'full' });
    expect(verdictsOf(reading).filter((verdict) => !verdict.startsWith('dns-filter'))).toEqual(unknown);
  });
});

describe('a pair', () => {
  it('tells who answered and who stands behind it, before and after a failover', async () => {
    const card = pick('pair', ({ partner }) => partner !== null);
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { apiEnabled: true });
    const first = await see(card, { scope: 'full' });
    expect([first.identity.serial, first.peerSerial]).toEqual([card.serial, card.partner?.serial]);
    simulator.verbs.failover(card.id);
    const [now] = (await simulator.devices()).filter(({ id }) => id === card.id);
    if (!now) throw new Error('The pair is gone.');
    const second = await see(now, { scope: 'full' });
    expect([second.identity.serial, second.peerSerial]).toEqual([card.partner?.serial, card.serial]);
  });

  it('is none where the box says so', async () => {
    expect(await see(gen7(), { scope: 'full' })).not.toHaveProperty('peerSerial');
  });
});

describe('log events', () => {
  const asked = { scope: 'full', wantsEvents: true } as const;

  it('that would have us read at once and are not sent are named', async () => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { eventsNotSent: [810, 1382, 29] });
    expect((await see(card, asked)).events?.missing.map(({ id }) => id)).toEqual([810, 1382]);
  });

  it('are asked for only when wanted, and are not told by 6.5', async () => {
    expect(await see(gen7(), { scope: 'full' })).not.toHaveProperty('events');
    expect((await see(gen7(), asked)).events).toEqual({ missing: [] });
    expect(await see(rest6(), asked)).not.toHaveProperty('events');
  });
});

describe('TLS of old boxes', () => {
  it.each(['tls1.0', 'tls1.1'] as const)('%s is reached as legacy and as nothing else', async (tls) => {
    const card = gen7();
    simulator.verbs.changeBehaviour({ ids: [card.id] }, { tls });
    expect(await read(card)).toMatchObject({ why: 'tls' });
    const legacy = { ...targetOf(card), tls: 'legacy' as const };
    expect(await ask(sonicwallAdapter, legacy)).toMatchObject({ kind: 'seen' });
  });
});

describe('a certificate renewed with its key', () => {
  it('is read on under pin-key, and is met with 0 bytes under pin', async () => {
    const card = gen7();
    const keyPins = [(await look(targetOf(card))).keyFingerprint];
    await simulator.verbs.renewCertificates({ ids: [card.id] }, true);
    const target = { ...targetOf(card), keyPins };
    expect(await ask(sonicwallAdapter, { ...target, trust: 'pin-key' })).toMatchObject({ kind: 'seen' });
    const before = (await simulator.deviceStatus(card.id)).counters.applicationBytes;
    expect(await ask(sonicwallAdapter, target)).toMatchObject({ why: 'certificate-changed' });
    await simulator.verbs.renewCertificates({ ids: [card.id] }, false);
    expect(await ask(sonicwallAdapter, { ...target, trust: 'pin-key' })).toMatchObject({
      why: 'certificate-changed',
    });
    expect((await simulator.deviceStatus(card.id)).counters.applicationBytes).toBe(before);
  });
});
