import type { LicenceFact } from '@firewatch/shared/domain/fact';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { SERVICES_STATUS, sourceOf, type FullReadPath } from './allowed.js';
import type { Clean, Oddities } from './evidence.js';
import { ENTITLEMENT_KEYS, isKnownKey, LICENCE_KEYS, licenceValue } from './licence-words.js';
import type { Parts } from './part.js';

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
  readonly words: ReadonlyMap<string, unknown>;
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
    if (part?.kind === 'unlicensed') return { source: sourceOf(path), words: part.words };
  }
  return undefined;
}

/** What the status list says of one service, before anything else is weighed. */
function fromStatus(service: Service, { words, clean, oddities }: LicenceContext): LicenceFact | undefined {
  const key = LICENCE_KEYS[service];
  const source = sourceOf(SERVICES_STATUS);
  // Firmware before DNS filtering lists no such key: there is no service then, and nothing to say of one.
  if (!words.has(key))
    return service === 'dns-filter' ? undefined : { value: 'unknown', source, raw: `key ${key} missing` };
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
  if (fact.value === 'active') {
    context.oddities.add(`${service}: listed as licensed, refused as not licensed by ${refusal.source}`);
    return { ...fact, value: 'unknown', raw: context.clean(`${fact.raw}; refused by ${refusal.source}`) };
  }
  return { ...fact, agrees: refusal.source };
}

/** The `licence` fact of every service the list knows, with its end where a report gave one. */
export function licenceFacts(context: LicenceContext): ReadonlyMap<Service, LicenceFact> {
  const facts = new Map<Service, LicenceFact>();
  for (const service of SERVICES) {
    const listed = fromStatus(service, context);
    if (!listed) continue;
    const fact = weigh(listed, service, context);
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
}: Omit<LicenceContext, 'parts' | 'expiries'>): { name: string; raw: string }[] {
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
