import type { VendorAdapter } from '@firewatch/api/vendors/contract';
import { VENDORS } from '@firewatch/api/vendors/registry';
import { UNREADABLE_REASONS, type Reading } from '@firewatch/shared/domain/reading';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSonicwallBench } from './sonicwall.bench.js';
import { ask, look, said, spellings, type Misbehaviour, type VendorBench } from './vendor-bench.js';

/** How each vendor's far side is opened; a registry row without one fails the first test. */
const BENCHES: Readonly<Record<string, () => Promise<VendorBench>>> = { sonicwall: openSonicwallBench };

const ROWS: readonly (readonly [how: Exclude<Misbehaviour, object>, why: string])[] = [
  ['refuses-connection', 'refused'],
  ['refuses-auth', 'auth-failed'],
  ['cuts', 'truncated'],
  ['html', 'not-json'],
  ['redirects', 'redirect'],
  ['huge', 'too-large'],
  ['gzip-bomb', 'too-large'],
];

const NONSENSE: readonly unknown[] = [
  null,
  true,
  0,
  '',
  'Licensed',
  [],
  {},
  [[]],
  { status: null },
  { status: { success: true, info: [] } },
  { status: { success: true, info: 'Licensed' } },
  { licensed: true, protected: true, enabled: true },
  { gateway_anti_virus: true, serial_number: 12 },
  { serial_number: 'X', gateway_anti_virus: 'Yes', enable: true, zones: 'all' },
  { serial_number: { $ne: 1 }, gateway_anti_virus: ['Licensed'] },
  JSON.parse('{"__proto__":{"gateway_anti_virus":"Licensed"},"serial_number":"X"}'),
  { serial_number: 'X'.repeat(70_000), gateway_anti_virus: 'L'.repeat(70_000) },
];

const GREEN = /"value":"(active|expiring|grace|on|partial|fresh|ageing|vendor-managed|yes)"/;

/** Work that a run may take: the deadline given plus what giving the session back may take, plus this machine's noise. */
const SIGN_OUT_MS = 2_000;
const NOISE_MS = 1_000;

it('has a bench for every registry row', () => {
  expect(Object.keys(BENCHES).toSorted()).toEqual(VENDORS.map((vendor) => vendor.id).toSorted());
});

describe.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))('%s', (id, vendor: VendorAdapter) => {
  let bench: VendorBench;

  beforeAll(async () => {
    const open = BENCHES[id];
    if (!open) throw new Error(`No bench for ${id}.`);
    bench = await open();
  });
  afterEach(() => bench.recover());
  afterAll(() => bench.close());

  function whyOf(reading: Reading): string {
    return reading.kind === 'seen' ? 'seen' : reading.why;
  }

  it.each(['pulse', 'full'] as const)(
    'answers a %s with who it is and a licence fact per service',
    async (scope) => {
      const before = Date.now();
      const reading = await ask(vendor, bench.target, { scope });
      if (reading.kind !== 'seen') throw new Error(`${reading.why}: ${reading.detail}`);
      expect(reading.identity).toMatchObject({ serial: bench.serial, fingerprint: bench.target.pins[0] });
      expect(reading.identity.keyFingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      expect(reading.scope).toBe(scope);
      expect(reading.startedAt).toBeGreaterThanOrEqual(before);
      expect(reading.endedAt).toBeGreaterThanOrEqual(reading.startedAt);
      expect(Object.keys(reading.volatile).length).toBeGreaterThan(0);
      const licences = Object.values(reading.facts).map((facts) => facts.licence?.value);
      expect(licences.length).toBeGreaterThan(3);
      expect(licences.every((value) => ['active', 'absent', 'not-applicable'].includes(value ?? ''))).toBe(
        true,
      );
      expect(reading.oddities).toEqual([]);
    },
  );

  it('says nothing of services outside its profile and no fact it declares as not offered', async () => {
    const reading = await ask(vendor, bench.target, { scope: 'full' });
    if (reading.kind !== 'seen') throw new Error(reading.why);
    for (const [service, facts] of Object.entries(reading.facts)) {
      const profile = Object.entries(vendor.profile).find(([name]) => name === service)?.[1];
      expect(profile?.notOffered.filter((kind) => kind in facts)).toEqual([]);
      const evidence = Object.values(facts).map(
        ({ source, raw }) => source.length > 0 && raw.length > 0 && raw.length <= 200,
      );
      expect(evidence.every(Boolean)).toBe(true);
    }
  });

  it('gives the same facts when called twice, with a session of its own each time, and holds none after', async () => {
    const first = await ask(vendor, bench.target);
    expect(await bench.heldSessions()).toBe(0);
    const second = await ask(vendor, bench.target);
    expect(await bench.heldSessions()).toBe(0);
    const facts = [first, second].map((reading) => (reading.kind === 'seen' ? reading.facts : reading.why));
    expect(facts[1]).toEqual(facts[0]);
    expect([first.kind, second.kind]).toEqual(['seen', 'seen']);
  });

  it.each(ROWS)('names the reason when the far side %s: %s', async (how, why) => {
    bench.misbehave(how);
    for (const scope of ['pulse', 'full'] as const)
      expect(whyOf(await ask(vendor, bench.target, { scope }))).toBe(why);
    bench.recover();
    expect(whyOf(await ask(vendor, bench.target))).toBe('seen');
  });

  it('tries a refused password once per read', async () => {
    const before = await bench.authFailures();
    bench.misbehave('refuses-auth');
    await ask(vendor, bench.target);
    expect((await bench.authFailures()) - before).toBe(1);
  });

  it.each(['stalls', 'drips'] as const)(
    'ends with "timeout" at the deadline when the far side %s',
    async (how) => {
      bench.misbehave(how);
      const before = performance.now();
      expect(whyOf(await ask(vendor, bench.target, { limitMs: 300 }))).toBe('timeout');
      expect(performance.now() - before).toBeLessThan(300 + SIGN_OUT_MS + NOISE_MS);
    },
  );

  it('sends 0 bytes to a changed certificate, and names the one it met', async () => {
    bench.misbehave('changed-certificate');
    const before = await bench.applicationBytes();
    const reading = await ask(vendor, bench.target);
    const shown = await look(bench.target);
    expect(reading).toMatchObject({
      kind: 'unreadable',
      why: 'certificate-changed',
      met: { fingerprint: shown.fingerprint },
    });
    expect((await bench.applicationBytes()) - before).toBe(0);
  });

  it('sends 0 bytes to a changed certificate in 1000 reads, 8 at a time', async () => {
    bench.misbehave('changed-certificate');
    const before = await bench.applicationBytes();
    const reasons = new Set<string>();
    const worker = async (): Promise<void> => {
      for (let i = 0; i < 125; i++) reasons.add(whyOf(await ask(vendor, bench.target)));
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect([...reasons]).toEqual(['certificate-changed']);
    expect((await bench.applicationBytes()) - before).toBe(0);
  });

  it('tells the serial it met, so that the gate can refuse a swapped device', async () => {
    bench.misbehave('wrong-serial');
    const reading = await ask(vendor, bench.target);
    if (reading.kind !== 'seen') throw new Error(reading.why);
    expect(reading.identity.serial).not.toBe(bench.serial);
    expect(reading.identity.serial.length).toBeGreaterThan(0);
  });

  it('shows nothing, with a named reason, for every HTTP status from 200 to 599', async () => {
    const wrong: string[] = [];
    for (let status = 200; status < 600; status++) {
      bench.misbehave({ status });
      const reading = await ask(vendor, bench.target);
      const isNamed =
        reading.kind === 'unreadable' &&
        UNREADABLE_REASONS.includes(reading.why) &&
        reading.detail.endsWith('.');
      if (!isNamed) wrong.push(`${status}: ${whyOf(reading)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    [429, 7, 7_000],
    [503, 30, 30_000],
    [503, 86_400, 300_000],
  ])(
    'obeys HTTP %d with Retry-After %d s, capped, as %d ms',
    async (status, retryAfterSeconds, retryAfterMs) => {
      bench.misbehave({ status, retryAfterSeconds });
      expect(await ask(vendor, bench.target)).toMatchObject({
        kind: 'unreadable',
        why: 'busy',
        retryAfterMs,
      });
    },
  );

  it('makes nothing green of well-formed nonsense', async () => {
    for (const answer of NONSENSE) {
      const target = await bench.nonsense(answer);
      for (const scope of ['pulse', 'full'] as const) {
        const reading = await ask(vendor, target, { scope });
        expect([answer, JSON.stringify(reading)]).toEqual([answer, expect.not.stringMatching(GREEN)]);
      }
    }
  });

  it('stays unreadable, and rejects nothing, when stopped before it began', async () => {
    expect(whyOf(await ask(vendor, bench.target, { limitMs: 0 }))).toBe('timeout');
  });

  it('reports a credential without its required fields', async () => {
    const reading = await ask(vendor, { ...bench.target, credential: {} });
    expect(reading).toMatchObject({ kind: 'unreadable', why: 'credential-unavailable' });
  });

  it('lets no secret out, in any spelling, even when the box sends back what it was sent', async () => {
    const echo = await bench.nonsense('echo');
    for (const scope of ['pulse', 'full'] as const)
      expect(whyOf(await ask(vendor, echo, { scope }))).toBe('seen');
    const everything = said.join('\n');
    const found = bench.secrets.flatMap(spellings).filter((spelling) => everything.includes(spelling));
    expect(found).toEqual([]);
  });
});
