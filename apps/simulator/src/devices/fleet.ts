import { seededRandom, type Random } from '../random.js';
import {
  AVALON_CUSTOMERS,
  CUSTOMER_FIRST,
  CUSTOMER_SECOND,
  CUSTOMER_TOWNS,
  CUSTOMER_TRADE,
  type CustomerPlan,
} from './avalon-customers.js';
import { buildOf, dealtKinds, drawnBuild, type DeviceKind, type FleetMix } from './device-kind.js';
import type { SignInMode } from './firmware-profiles.js';
import type { DeviceProfile } from './profile.js';
import type { ServiceId } from './service-catalogue.js';

const DAY_MS = 86_400_000;
const FLEET_MODES: readonly SignInMode[] = ['basic', 'digest-md5', 'digest-sha256'];
const DRAWN_MODELS = [
  'TZ 270',
  'TZ 370',
  'TZ 470',
  'TZ 570',
  'TZ 670',
  'NSa 2700',
  'NSa 3700',
  'TZ 80',
  'TZ 280',
  'TZ 380',
] as const;
const SERIAL_PREFIXES = ['2CB8ED', '18B169', 'C0EAE4', '0040FA'] as const;

interface Place {
  readonly name: string;
  readonly customer: string;
  readonly site: string;
  readonly zone: string;
}

function placesOf(plan: CustomerPlan): Place[] {
  return plan.sites.flatMap(([code, town, firewalls]) =>
    Array.from({ length: firewalls }, (_, i) => ({
      name: `${plan.code}-${code}-${String(i + 1).padStart(2, '0')}`,
      customer: plan.name,
      site: town,
      zone: plan.zone,
    })),
  );
}

/** Takes from every customer in turn, so that a small fleet still covers many customers. */
function interleaved(groups: readonly Place[][]): Place[] {
  const longest = Math.max(...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1))).flat();
}

function generatedCustomer(index: number, size: number): CustomerPlan {
  const first = CUSTOMER_FIRST[index % CUSTOMER_FIRST.length] ?? 'Alder';
  const second = CUSTOMER_SECOND[Math.floor(index / 10) % CUSTOMER_SECOND.length] ?? 'brook';
  const trade = CUSTOMER_TRADE[(index * 3) % CUSTOMER_TRADE.length] ?? 'Dental';
  const town = CUSTOMER_TOWNS[index % CUSTOMER_TOWNS.length] ?? 'Tacoma';
  const turn = index >= 100 ? ` ${Math.floor(index / 100) + 1}` : '';
  return {
    name: `${first}${second} ${trade}${turn}`,
    code: `C${String(index + 1).padStart(4, '0')}`,
    zone: town === 'Boise' ? 'America/Boise' : 'America/Los_Angeles',
    sites: [[town.slice(0, 3).toUpperCase(), town, size]],
  };
}

function placesFor(count: number): Place[] {
  const avalon = AVALON_CUSTOMERS.map(placesOf);
  const base = avalon.flat();
  if (count < base.length) {
    const kept = new Set(interleaved(avalon).slice(0, count));
    return base.filter((place) => kept.has(place));
  }
  const extra: Place[] = [];
  for (let i = 0; base.length + extra.length < count; i += 1) {
    extra.push(
      ...placesOf(generatedCustomer(i, 4 + ((i * 7) % 9))).slice(0, count - base.length - extra.length),
    );
  }
  return [...base, ...extra];
}

function expiries(random: Random, now: number, hasDnsFiltering: boolean): Partial<Record<ServiceId, number>> {
  // Vendors end subscriptions at midnight UTC; a device's bundle ends on one day, its extras on others.
  const day = (least: number, span: number): number =>
    Math.floor(now / DAY_MS) * DAY_MS + (least + random.below(span)) * DAY_MS;
  const bundle = day(45, 900);
  const bought: Partial<Record<ServiceId, number>> = {
    'gateway-av': bundle,
    'anti-spyware': bundle,
    ips: bundle,
    'app-control': bundle,
    'web-filter': day(45, 700),
    'geo-botnet': bundle,
  };
  if (random.next() < 0.6) bought.sandbox = bundle;
  if (random.next() < 0.25) bought['anti-spam'] = day(60, 600);
  if (hasDnsFiltering && random.next() < 0.5) bought['dns-filter'] = bundle;
  return bought;
}

/**
 * What of a fleet one may choose.
 * Shape   mix      sorts of boxes, as many as there are devices; absent = Avalon's own draw of gen7 and gen8
 *         signIn   modes given out in turn
 *         haPairs  how many of the first devices with an API are high-availability pairs
 */
export interface FleetOptions {
  readonly mix?: FleetMix;
  readonly signIn?: readonly SignInMode[];
  readonly haPairs?: number;
}

interface Slot {
  readonly index: number;
  readonly kind: DeviceKind | null;
  readonly signIn: SignInMode;
}

// The last two bytes carry the index: serials stay unique in fleets of up to 32,768, their partners above.
const PARTNER_BIT = 0x8000;

function profileOf(place: Place, slot: Slot, seed: number, now: number): DeviceProfile {
  const random = seededRandom(seed, place.name);
  const build = slot.kind
    ? buildOf(slot.kind, place.name, random)
    : drawnBuild(place.name, DRAWN_MODELS, random);
  const { firmware } = build;
  const stem = `${random.pick(SERIAL_PREFIXES)}${random.hex(2)}`;
  return {
    id: place.name.toLowerCase(),
    ...place,
    ...build,
    serial: serialOf(stem, slot.index),
    partnerSerial: null,
    user: 'firewatch',
    password: `sim-${random.hex(16)}`,
    signIn: slot.signIn,
    offersBearer: firmware.canCheckBearer,
    bootedAt: now - (2 + random.below(200)) * DAY_MS - random.below(DAY_MS),
    expiresAt: expiries(random, now, firmware.hasDnsFiltering),
    switchedOff: [],
  };
}

const serialOf = (stem: string, index: number): string =>
  `${stem}${index.toString(16).padStart(4, '0')}`.toUpperCase();

function paired(profile: DeviceProfile, index: number): DeviceProfile {
  return { ...profile, partnerSerial: serialOf(profile.serial.slice(0, 8), index + PARTNER_BIT) };
}

/**
 * The fleet to simulate: Avalon's fifty, fewer of them, or those and generated customers.
 * Shape   number of devices + seed + now -> profiles with unique ids, names and serials.
 */
export function avalonFleet(
  count: number,
  seed: number,
  now: number,
  options: FleetOptions = {},
): DeviceProfile[] {
  const kinds = options.mix ? dealtKinds(options.mix, seededRandom(seed, 'mix')) : [];
  const modes = options.signIn ?? FLEET_MODES;
  const profiles = placesFor(count).map((place, index) => {
    const signIn = modes[index % modes.length] ?? 'basic';
    return profileOf(place, { index, kind: kinds[index] ?? null, signIn }, seed, now);
  });
  let pairs = options.haPairs ?? 0;
  return profiles.map((profile, index) => {
    if (pairs === 0 || profile.firmware.api === 'none') return profile;
    pairs -= 1;
    return paired(profile, index);
  });
}
