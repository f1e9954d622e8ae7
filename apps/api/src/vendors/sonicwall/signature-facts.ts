import type { SignatureFact } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import type { FullReadPath } from './allowed.js';
import { parseExpiry, parseStamp, toOurTime, type DeviceClock } from './device-time.js';
import type { Clean, Oddities } from './evidence.js';
import { readPart, sourceIn, type Parts } from './part.js';
import {
  botnetStatusSchema,
  cfsStatusSchema,
  signatureReportSchema,
  type SignatureReport,
} from './raw.schema.js';

type ExpiryField = Extract<keyof SignatureReport, `${string}expiration_date`>;

const REPORTS: readonly {
  readonly service: Service;
  readonly path: FullReadPath;
  readonly expiry: ExpiryField;
}[] = [
  {
    service: 'gateway-av',
    path: '/reporting/gateway-antivirus',
    expiry: 'gateway_anti_virus_expiration_date',
  },
  { service: 'anti-spyware', path: '/reporting/anti-spyware', expiry: 'anti_spyware_expiration_date' },
  { service: 'ips', path: '/reporting/intrusion-prevention', expiry: 'ips_service_expiration_date' },
  { service: 'app-control', path: '/reporting/app-control', expiry: 'app_signature_db_expiration_date' },
];

const NOT_INSTALLED = /^(not|no|none|never)\b/i;

/** A database cannot be newer than now; a day is left for clocks and zones. */
const MAX_AHEAD_MS = 26 * 3_600_000;

export interface SignatureContext {
  readonly parts: Parts;
  readonly clock: DeviceClock;
  readonly now: number;
  readonly clean: Clean;
  readonly oddities: Oddities;
}

export interface SignatureFindings {
  readonly facts: ReadonlyMap<Service, SignatureFact>;
  /** Paid until, epoch ms, with the vendor's words. */
  readonly expiries: ReadonlyMap<Service, { readonly at: number; readonly words: string }>;
}

/** The one place that turns a report into a fact; `fresh` only with a believable date, because the core ages by it. */
function factOf(report: SignatureReport, path: FullReadPath, context: SignatureContext): SignatureFact {
  const { parts, clock, now, clean, oddities } = context;
  const source = sourceIn(parts, path);
  const state = report.signature_database ?? '';
  const stamp = report.signature_database_timestamp ?? '';
  const checked = report.last_checked ?? '';
  const evidence = {
    source,
    raw: clean(`${state || 'missing'}; ${stamp || 'no date'}; checked ${checked || 'never'}`),
  };
  if (NOT_INSTALLED.test(state)) return { value: 'factory', ...evidence };
  if (!/^downloaded$/i.test(state.trim())) {
    if (state !== '') oddities.add(`${source}: unknown signature_database "${state}"`);
    return { value: 'unknown', ...evidence };
  }
  const publishedAt = toOurTime(parseStamp(stamp), clock);
  if (publishedAt === undefined || publishedAt > now + MAX_AHEAD_MS) {
    oddities.add(`${source}: signature date "${stamp}" is not believable`);
    return { value: 'unknown', ...evidence };
  }
  const lastAttemptAt = toOurTime(parseStamp(checked), clock);
  return {
    value: 'fresh',
    ...evidence,
    publishedAt,
    ...(lastAttemptAt === undefined ? {} : { lastAttemptAt }),
  };
}

function botnetFact({ parts, clean, oddities }: SignatureContext): SignatureFact | undefined {
  const path = '/reporting/botnet/status';
  const read = readPart(parts, path, botnetStatusSchema, oddities);
  if (read.is === 'nothing' || read.value.botnet_database === undefined) return undefined;
  const state = read.value.botnet_database;
  const evidence = { source: sourceIn(parts, path), raw: clean(`${state}; ${read.value.message ?? ''}`) };
  if (NOT_INSTALLED.test(state)) return { value: 'factory', ...evidence };
  // No date is given: the vendor keeps it current by itself, and all the box says is that it is there.
  return { value: /^downloaded$/i.test(state.trim()) ? 'vendor-managed' : 'unknown', ...evidence };
}

/** Signatures and paid-until dates (vendors/sonicwall 3.4). */
export function signatureFindings(context: SignatureContext): SignatureFindings {
  const { parts, clock, clean, oddities } = context;
  const facts = new Map<Service, SignatureFact>();
  const expiries = new Map<Service, { readonly at: number; readonly words: string }>();
  const noteExpiry = (service: Service, words: string | undefined): void => {
    const at = parseExpiry(words, clock);
    if (at !== undefined && words !== undefined) expiries.set(service, { at, words });
    else if (words) oddities.add(`unreadable expiry of ${service}: "${words}"`);
  };
  for (const { service, path, expiry } of REPORTS) {
    const read = readPart(parts, path, signatureReportSchema, oddities);
    if (read.is === 'nothing') {
      facts.set(service, { value: 'unknown', source: sourceIn(parts, path), raw: clean(read.why) });
      continue;
    }
    facts.set(service, factOf(read.value, path, context));
    noteExpiry(service, read.value[expiry]);
  }
  const cfs = readPart(parts, '/reporting/cfs/status', cfsStatusSchema, oddities);
  if (cfs.is === 'value') noteExpiry('web-filter', cfs.value.cfs_expiration_date);
  const botnet = botnetFact(context);
  if (botnet) facts.set('geo-botnet', botnet);
  return { facts, expiries };
}
