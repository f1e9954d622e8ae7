import type { LicenceFact } from '@firewatch/shared/domain/fact';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { isHeld } from '@firewatch/shared/domain/verdict';
import type { FullReadPath } from './allowed.js';
import type { Clean, Oddities } from './evidence.js';
import { ENTITLEMENT_KEYS, isKnownKey, LICENCE_KEYS, licenceValue } from './licence-words.js';
import { sourceIn, type Parts } from './part.js';

/** Endpoints that answer "Licensing must be activated" when their service is not licensed. */
const ENDPOINTS: Readonly<Partial<Record<Service, readonly FullReadPath[]>>> = {
  'gateway-av': ['/gateway-antivirus/base', '/reporting/gateway-antivirus'],
  'anti-spyware': ['/anti-spyware/base', '/reporting/anti-spyware'],
  ips: ['/intrusion-prevention/base', '/reporting/intrusion-prevention'],
  'app-control': ['/app-control/base', '/reporting/app-control'],
  'web-filter': ['/content-filter/settings', '/reporting/cfs/status'],
  sandbox: ['/capture-atp/base'],
  'geo-botnet': ['/botnet/base', '/reporting/botnet/status'],
};

export interface LicenceContext {
  /** As the box names it, e.g. `SonicOS 7.0.1-5161`. */
  readonly firmware: string;
  readonly words: ReadonlyMap<string, unknown>;
  /** The request that brought the words. */
  readonly source: string;
  readonly parts: Parts;
  readonly expiries: ReadonlyMap<Service, { readonly at: number; readonly words: string }>;
  readonly clean: Clean;
  readonly oddities: Oddities;
}

function refusedBy(
  service: Service,
  parts: Parts,
): { readonly source: string; readonly words: string } | undefined {
  for (const path of ENDPOINTS[service] ?? []) {
    const part = parts[path];
    if (part?.kind === 'unlicensed') return { source: sourceIn(parts, path), words: part.words };
  }
  return undefined;
}

/**
 * SonicOS before 7.1 has no DNS filtering and lists no such key (first version: recalled, unverified). From 7.1 on a
 * missing key is a missing answer, like any other.
 */
function knowsDnsFiltering(firmware: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(firmware) ?? [];
  return major === undefined || Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 1);
}

/** What the status list says of one service, before anything else is weighed. */
function fromStatus(
  service: Service,
  { words, source, firmware, clean, oddities }: LicenceContext,
): LicenceFact {
  const key = LICENCE_KEYS[service];
  if (!words.has(key)) {
    return service === 'dns-filter' && !knowsDnsFiltering(firmware)
      ? { value: 'not-applicable', source, raw: clean(`no key ${key} in ${firmware}`) }
      : { value: 'unknown', source, raw: `key ${key} missing` };
  }
  const text = words.get(key);
  if (typeof text !== 'string') {
    oddities.add(text === null ? `${key} is given twice or empty` : `${key} is no text`);
    return { value: 'unknown', source, raw: `${key} is not readable` };
  }
  const value = licenceValue(text);
  if (value === 'unknown') oddities.add(`unknown licence value "${text}" of ${key}`);
  return { value, source, raw: clean(text) || 'empty' };
}

/**
 * Weighs an endpoint's own "not licensed" against the status list. It fills a gap and stands beside an agreeing loss;
 * where the list says licensed, the two contradict and neither is believed.
 */
function weigh(fact: LicenceFact, service: Service, context: LicenceContext): LicenceFact {
  const refusal = refusedBy(service, context.parts);
  if (!refusal) return fact;
  if (fact.value === 'unknown')
    return { value: 'absent', source: refusal.source, raw: context.clean(refusal.words) };
  if (isHeld(fact.value)) {
    context.oddities.add(`${service}: listed as licensed, refused as not licensed by ${refusal.source}`);
    return { ...fact, value: 'unknown', raw: context.clean(`${fact.raw}; refused by ${refusal.source}`) };
  }
  return { ...fact, agrees: refusal.source };
}

/** The `licence` fact of every service, with its end where a report gave one. */
export function licenceFacts(context: LicenceContext): ReadonlyMap<Service, LicenceFact> {
  const facts = new Map<Service, LicenceFact>();
  for (const service of SERVICES) {
    const fact = weigh(fromStatus(service, context), service, context);
    const expiry = context.expiries.get(service);
    facts.set(
      service,
      expiry
        ? { ...fact, expiresAt: expiry.at, raw: context.clean(`${fact.raw}; until ${expiry.words}`) }
        : fact,
    );
  }
  return facts;
}

/** Licences that carry no verdict; also where keys nobody here knows are named. */
export function entitlements({
  words,
  clean,
  oddities,
}: Omit<LicenceContext, 'parts' | 'expiries' | 'firmware' | 'source'>): { name: string; raw: string }[] {
  const found: { name: string; raw: string }[] = [];
  for (const [key, text] of words) {
    const name = Object.hasOwn(ENTITLEMENT_KEYS, key) ? ENTITLEMENT_KEYS[key] : undefined;
    if (name !== undefined && typeof text === 'string' && text !== '') found.push({ name, raw: clean(text) });
    else if (!isKnownKey(key)) oddities.add(`unknown key "${key}" in the licence list`);
  }
  const registration = words.get('registration_status');
  if (typeof registration === 'string' && /not|un/i.test(registration)) {
    oddities.add(`registration status "${registration}"`);
  }
  return found;
}
