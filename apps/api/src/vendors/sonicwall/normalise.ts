import type { FactsByService, ServiceFacts } from '@firewatch/shared/domain/fact';
import type { ReadScope, SeenReading, UnreadableReason } from '@firewatch/shared/domain/reading';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { HIGH_AVAILABILITY, SERVICES_STATUS, sourceOf, SYSTEM_STATUS, VERSION } from './allowed.js';
import { parseStamp, parseUptimeSeconds, type DeviceClock } from './device-time.js';
import { enabledFacts } from './enabled-facts.js';
import { Oddities, type Clean } from './evidence.js';
import { entitlements, licenceFacts } from './licence-facts.js';
import { peerSerialOf } from './high-availability.js';
import { foldKeys, hasServiceKey } from './licence-words.js';
import type { Part, Parts } from './part.js';
import { servicesSchema, systemSchema, versionSchema } from './raw.schema.js';
import { unsentEvents } from './log-events.js';
import { signatureFindings } from './signature-facts.js';

/** What a read brought, parsed from JSON and nothing more. */
export interface RawRead {
  readonly services: unknown;
  /** Absent on firmware without `/reporting/status/system`; `version` is then there. */
  readonly system?: unknown;
  readonly version?: Part;
  /** Empty for a pulse. */
  readonly parts: Parts;
  /** The request that brought `services`; absent = the path of SonicOS 7. */
  readonly servicesSource?: string;
  /** Which log events the box sends; absent = not asked for. */
  readonly events?: Part;
}

export interface NormaliseContext {
  readonly scope: ReadScope;
  /** Our clock when the system status was read, epoch ms. */
  readonly now: number;
  /** Offset learnt earlier, ms, for a box whose clock does not parse this time. */
  readonly clockOffsetMs: number;
  readonly clean: Clean;
}

type Told =
  | 'model'
  | 'firmware'
  | 'deviceClockAt'
  | 'uptimeSeconds'
  | 'volatile'
  | 'facts'
  | 'entitlements'
  | 'oddities'
  | 'peerSerial'
  | 'events';

export type Normalised =
  | ({ readonly kind: 'seen'; readonly serial: string } & Pick<SeenReading, Told>)
  | {
      readonly kind: 'unreadable';
      readonly why: UnreadableReason;
      readonly detail: string;
      /** The request whose answer is to blame. */
      readonly source: string;
    };

const unreadable = (why: UnreadableReason, detail: string, source: string): Normalised => ({
  kind: 'unreadable',
  why,
  detail,
  source,
});

interface Box {
  readonly serial?: string | undefined;
  readonly versionSerial?: string | undefined;
  readonly model: string;
  readonly firmware: string;
  readonly time?: string | undefined;
  readonly uptime?: string | undefined;
  readonly connections?: string | undefined;
}

/** `SonicOS Enhanced 6.5.4.13-105n` -> `6.5.4.13-105n`: the maker's name stands beside it on every screen. */
const versionIn = (firmware: string): string =>
  firmware.replace(/^SonicOS(?:X|\s+Enhanced|\s+Standard)?\s+(?=\d)/i, '');

function boxOf(raw: RawRead): Box {
  const system = systemSchema.safeParse(raw.system).data;
  const version = raw.version?.kind === 'value' ? versionSchema.safeParse(raw.version.value).data : undefined;
  return {
    serial: system?.serial_number ?? version?.serial_number,
    versionSerial: version?.serial_number,
    model: system?.model ?? version?.model ?? 'unknown',
    firmware: versionIn(system?.firmware_version ?? version?.firmware_version ?? 'unknown'),
    time: system?.system_time ?? version?.system_time,
    uptime: system?.up_time ?? version?.system_uptime,
    connections: system?.current_connections,
  };
}

function volatileOf(box: Box, clean: Clean): Record<string, string> {
  const fields = { system_time: box.time, up_time: box.uptime, current_connections: box.connections };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text ? [[name, clean(text)] as const] : [])),
  );
}

function factsOf(
  words: ReadonlyMap<string, unknown>,
  raw: RawRead,
  clock: DeviceClock,
  by: NormaliseContext & { oddities: Oddities; firmware: string },
): FactsByService {
  const { parts, servicesSource: source = sourceOf(SERVICES_STATUS) } = raw;
  const { clean, oddities, now, firmware } = by;
  if (by.scope === 'pulse') {
    const licences = licenceFacts({
      words,
      source,
      firmware,
      parts: {},
      expiries: new Map(),
      clean,
      oddities,
    });
    return Object.fromEntries([...licences].map(([service, licence]) => [service, { licence }]));
  }
  const { facts: signatures, expiries } = signatureFindings({ parts, clock, now, clean, oddities });
  const licences = licenceFacts({ words, source, firmware, parts, expiries, clean, oddities });
  const enabled = enabledFacts(parts, clean, oddities);
  const facts: Partial<Record<Service, ServiceFacts>> = {};
  for (const service of SERVICES) {
    const told: ServiceFacts = {
      ...optional('licence', licences.get(service)),
      ...optional('enabled', enabled.get(service)),
      ...optional('signatures', signatures.get(service)),
    };
    if (Object.keys(told).length > 0) facts[service] = told;
  }
  return facts;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const one: Partial<Record<K, V>> = {};
  if (value !== undefined) one[key] = value;
  return one;
}

/**
 * Turns what a SonicWall said into facts with their sources.
 * Shape   pure. Anything strange costs its own fact (unknown, with the reason as raw words) and leaves an oddity; only a
 *         read without a licence list or without a serial shows nothing at all. A pulse tells licences only.
 * Units   instants epoch ms of our clock; a zoneless time of the box is set right by the box's own clock in the same read.
 * Source  vendors/sonicwall 3; fixtures/README.md says what each fixture rests on.
 */
export function normalise(raw: RawRead, context: NormaliseContext): Normalised {
  const services = servicesSchema.safeParse(raw.services);
  const list = raw.servicesSource ?? sourceOf(SERVICES_STATUS);
  if (!services.success) return unreadable('malformed', 'The licence list is not an object.', list);
  const words = foldKeys(services.data);
  if (!hasServiceKey(words))
    return unreadable('partial', 'The licence list names no security service.', list);
  const box = boxOf(raw);
  const serial = box.serial?.trim();
  const status = raw.servicesSource ?? sourceOf(raw.system === undefined ? VERSION : SYSTEM_STATUS);
  if (!serial) return unreadable('partial', 'The device did not give its serial number.', status);
  if (box.versionSerial !== undefined && box.versionSerial.trim() !== serial) {
    return unreadable('malformed', 'The device gave two serial numbers in one read.', status);
  }
  const { clean, now } = context;
  const oddities = new Oddities(clean);
  const stamp = parseStamp(box.time);
  if (box.time && !stamp) oddities.add(`system time "${box.time}" does not parse`);
  // An offset of 0 without a clock means that the box's zone is not known yet: its zoneless times then tell nothing.
  const clock: DeviceClock = stamp
    ? { offsetMs: stamp.digitsAt - now, isUtc: stamp.isUtc }
    : { offsetMs: context.clockOffsetMs, isUtc: context.clockOffsetMs === 0 };
  const uptimeSeconds = parseUptimeSeconds(box.uptime);
  return {
    kind: 'seen',
    serial: clean(serial, 64),
    model: clean(box.model, 64),
    firmware: clean(box.firmware, 64),
    ...(stamp ? { deviceClockAt: stamp.digitsAt } : {}),
    ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
    volatile: volatileOf(box, clean),
    facts: factsOf(words, raw, clock, { ...context, oddities, firmware: box.firmware }),
    entitlements: entitlements({ words, clean, oddities }),
    ...optional('peerSerial', peerSerialOf(raw.parts[HIGH_AVAILABILITY], serial)),
    ...optional('events', unsentEvents(raw.events)),
    oddities: oddities.list(),
  };
}
