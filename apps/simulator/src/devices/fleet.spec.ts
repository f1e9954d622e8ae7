import { describe, expect, it } from 'vitest';
import { START } from '../spec-support.js';
import { addressPlan } from './addresses.js';
import { NAMED_MODELS } from './avalon-customers.js';
import { MODELS } from './firmware-profiles.js';
import { avalonFleet } from './fleet.js';

const unique = (values: readonly string[]): number => new Set(values).size;

describe('avalon fleet', () => {
  const fleet = avalonFleet(50, 2008, START);

  it('has 50 firewalls at 12 customers, each with its own name and serial', () => {
    expect(fleet).toHaveLength(50);
    expect(unique(fleet.map(({ customer }) => customer))).toBe(12);
    expect(unique(fleet.map(({ name }) => name))).toBe(50);
    expect(unique(fleet.map(({ serial }) => serial))).toBe(50);
    expect(fleet.every(({ serial }) => /^[0-9A-F]{12}$/.test(serial))).toBe(true);
  });

  it('mixes sign-in modes, tokens, generations and key drift', () => {
    expect(unique(fleet.map(({ signIn }) => signIn))).toBe(3);
    expect(unique(fleet.map(({ offersBearer }) => String(offersBearer)))).toBe(2);
    expect(unique(fleet.map(({ firmware }) => firmware.generation))).toBe(2);
    expect(unique(fleet.map(({ firmware }) => firmware.webFilterKey))).toBe(2);
  });

  it('is paid for at least 44 days ahead, ending on many different days', () => {
    const ends = fleet.map(({ expiresAt }) => expiresAt['gateway-av'] ?? 0);
    expect(Math.min(...ends) - START).toBeGreaterThan(44 * 86_400_000);
    expect(unique(ends.map(String))).toBeGreaterThan(40);
  });

  it('is the same for the same seed and differs for another', () => {
    expect(avalonFleet(50, 2008, START)).toEqual(fleet);
    expect(avalonFleet(50, 2009, START).map(({ serial }) => serial)).not.toEqual(
      fleet.map(({ serial }) => serial),
    );
  });

  it('keeps all 12 customers when only 12 firewalls are asked for', () => {
    expect(unique(avalonFleet(12, 2008, START).map(({ customer }) => customer))).toBe(12);
  });

  it('generates 10,000 firewalls that begin with the 50 and stay unique', () => {
    const large = avalonFleet(10_000, 2008, START);
    expect(large.slice(0, 50).map(({ serial }) => serial)).toEqual(fleet.map(({ serial }) => serial));
    expect([unique(large.map(({ id }) => id)), unique(large.map(({ serial }) => serial))]).toEqual([
      10_000, 10_000,
    ]);
  });
});

describe('a mixed fleet', () => {
  const mix = { gen7: 20, gen8: 10, 'gen6-rest': 8, 'gen6-cli': 6, gen6: 6, gen5: 10 };
  const fleet = avalonFleet(60, 2008, START, { mix, haPairs: 3, signIn: ['chap', 'basic'] });
  const count = (generation: string): number =>
    fleet.filter(
      ({ firmware, model }) => firmware.generation === generation && model.generation === generation,
    ).length;

  it('has as many of each generation as asked, with models of it', () => {
    expect(['gen5', 'gen6', 'gen7', 'gen8'].map(count)).toEqual([10, 20, 20, 10]);
    expect(fleet.filter(({ apiByDefault }) => !apiByDefault)).toHaveLength(6);
    expect(fleet.filter(({ firmware }) => firmware.api === 'cli-only').length).toBeGreaterThanOrEqual(6);
  });

  it('keeps models the story names where the generation fits', () => {
    const fitting = fleet.filter(
      ({ name, firmware }) => MODELS[NAMED_MODELS[name] ?? '']?.generation === firmware.generation,
    );
    expect(fitting.length).toBeGreaterThan(0);
    expect(fitting.map(({ model }) => model.name)).toEqual(fitting.map(({ name }) => NAMED_MODELS[name]));
    expect(unique(fleet.map(({ serial }) => serial))).toBe(60);
  });

  it('makes 3 pairs of boxes with an API, with serials nobody else has', () => {
    const pairs = fleet.filter(({ partnerSerial }) => partnerSerial !== null);
    expect([pairs.length, pairs.every(({ firmware }) => firmware.api !== 'none')]).toEqual([3, true]);
    const all = fleet.flatMap(({ serial, partnerSerial }) => [serial, partnerSerial ?? `none ${serial}`]);
    expect(unique(all)).toBe(120);
  });

  it('gives the sign-in modes out in turn', () => {
    expect(fleet.slice(0, 4).map(({ signIn }) => signIn)).toEqual(['chap', 'basic', 'chap', 'basic']);
  });
});

describe('addresses', () => {
  it('gives blocks 127.16 to 127.31 of 127.16.0.0/12 and 250 devices a row', () => {
    const plan = addressPlan('127.16.0.0/12');
    expect(plan.blocks).toBe(16);
    expect([plan.address(0, 0), plan.address(0, 250), plan.address(15, 999)]).toEqual([
      '127.16.1.1',
      '127.16.2.1',
      '127.31.4.250',
    ]);
  });

  it.each(['10.0.0.0/8', '127.16.0.0', '127.16.0.0/24', 'x'])('refuses %s', (network) => {
    expect(() => addressPlan(network)).toThrow(/^bind: ".*" is not accepted; give a loopback network/);
  });
});
