import type { ReadScope } from '@firewatch/shared/domain/reading';
import { TransportFailure } from '../../platform/http/device-transport.js';
import {
  cliLineFor,
  FULL_READ_PATHS,
  GEN6_LEAVES,
  LOG_EVENTS,
  SERVICES_STATUS,
  sourceOf,
  SYSTEM_STATUS,
  VERSION,
  type FullReadPath,
} from './allowed.js';
import type { SonicOsClient } from './client.js';
import { isKnownKey } from './licence-words.js';
import type { RawRead } from './normalise.js';
import type { Part } from './part.js';
import { systemSchema, versionSchema } from './raw.schema.js';

const isRefused = (part: Part): boolean =>
  part.kind === 'failed' && (part.status === 401 || part.status === 403);

/** A part the read cannot do without. */
function needed(part: Part, path: string): unknown {
  switch (part.kind) {
    case 'value':
      return part.value;
    case 'missing':
      throw new TransportFailure('no-api', `This firmware does not know GET ${path}.`);
    case 'unlicensed':
      throw new TransportFailure(
        'denied',
        `The device refused ${part.from ?? sourceOf(path)} as not licensed.`,
      );
    case 'failed':
      throw new TransportFailure(part.why, `${part.from ?? sourceOf(path)}: ${part.how}`);
  }
}

/** After a first good answer, a 401 means that the session was taken from us in the middle of the read. */
async function inSession(asked: Promise<Part>): Promise<Part> {
  const part = await asked;
  if (part.kind === 'failed' && part.status === 401) {
    throw new TransportFailure('busy', 'The session was taken away in the middle of the read.');
  }
  return part;
}

/** Some 7.x firmware refuses every GET until the session was opened for management; asked for only when it does. */
async function firstAnswer(client: SonicOsClient): Promise<Part> {
  const first = await client.get(SERVICES_STATUS);
  if (!isRefused(first)) return first;
  await client.startManagement();
  return client.get(SERVICES_STATUS);
}

export interface Gathered extends RawRead {
  /** Our clock right after the box told its own, epoch ms. */
  readonly clockReadAt: number;
}

export interface Wanted {
  readonly scope: ReadScope;
  /** Also which log events the box sends. */
  readonly events: boolean;
}

interface Licences {
  readonly services: unknown;
  readonly servicesSource?: string;
  /** System fields that came along. */
  readonly system?: unknown;
}

/** `show status` of 6.5 prints system and services in one: only what is a licence key goes to the licences. */
function fromStatus(part: Part): Licences {
  const value = needed(part, SERVICES_STATUS);
  if (typeof value !== 'object' || value === null) return { services: value };
  const services = Object.fromEntries(
    Object.entries(value).filter(([key]) => isKnownKey(key.replace(/_+$/, ''))),
  );
  const source = part.kind === 'value' ? part.from : undefined;
  return { services, ...(source === undefined ? {} : { servicesSource: source }), system: value };
}

/** Licences by the reporting path, else by command line: early 6.5 has nothing under `/reporting`. */
async function licencesOf(client: SonicOsClient): Promise<Licences> {
  const first = await firstAnswer(client);
  if (first.kind !== 'missing') return { services: needed(first, SERVICES_STATUS) };
  const shown = await client.show('show status');
  if (shown.kind === 'missing') needed(first, SERVICES_STATUS);
  return fromStatus(shown);
}

interface Who {
  readonly system: unknown;
  readonly version?: Part;
}

async function versionOf(client: SonicOsClient): Promise<Part> {
  const version = await inSession(client.get(VERSION));
  return version.kind === 'missing' ? inSession(client.show('show version')) : version;
}

/** Who it is and what time it has; a box without a status must tell it by its version. */
async function whoOf(client: SonicOsClient, licences: Licences, scope: ReadScope): Promise<Who> {
  const told = systemSchema.safeParse(licences.system).data;
  if (told?.serial_number !== undefined) {
    const version = scope === 'full' ? { version: await versionOf(client) } : {};
    return { system: licences.system, ...version };
  }
  const system = await inSession(client.get(SYSTEM_STATUS));
  const needsVersion = scope === 'full' || system.kind === 'missing';
  const version = needsVersion ? await versionOf(client) : undefined;
  if (system.kind === 'missing') needed(version ?? system, VERSION);
  return {
    system: system.kind === 'missing' ? undefined : needed(system, SYSTEM_STATUS),
    ...(version === undefined ? {} : { version }),
  };
}

type Way = 'rest-7' | 'rest-6' | 'cli';

/** How the rest is asked: SonicOS 7 and later by their paths alone, 6.5 by what has answered so far. */
function wayOf(licences: Licences, { system, version }: Who): Way {
  if (licences.servicesSource !== undefined) return 'cli';
  const told = version?.kind === 'value' ? versionSchema.safeParse(version.value).data : undefined;
  const firmware = systemSchema.safeParse(system).data?.firmware_version ?? told?.firmware_version ?? '';
  const [, major] = /(\d+)\.\d/.exec(firmware) ?? [];
  return major !== undefined && Number(major) < 7 ? 'rest-6' : 'rest-7';
}

/** One fact's answer, by the first of its paths and lines that this firmware knows. */
async function ask(client: SonicOsClient, path: FullReadPath, way: Way): Promise<Part> {
  const get = (one: string) => () => client.get(one);
  const line = cliLineFor(path);
  const show = line === undefined ? [] : [() => client.show(line)];
  const leaves = (GEN6_LEAVES[path] ?? []).map(get);
  const ways: Readonly<Record<Way, readonly (() => Promise<Part>)[]>> = {
    'rest-7': [get(path)],
    'rest-6': [...leaves, get(path), ...show],
    cli: [...show, ...leaves, get(path)],
  };
  for (const one of ways[way]) {
    const part = await inSession(one());
    if (part.kind !== 'missing') return part;
  }
  return { kind: 'missing' };
}

/** The list of all events is the longest answer of all: one that is too long costs itself, not the reading. */
async function eventsOf(client: SonicOsClient): Promise<Part> {
  try {
    return await inSession(client.get(LOG_EVENTS));
  } catch (error) {
    if (error instanceof TransportFailure && error.why === 'too-large') return { kind: 'missing' };
    throw error;
  }
}

/**
 * Asks one signed-in box for what a scope needs, one request at a time over one connection (its web server has few threads).
 * Errors  TransportFailure when the read shows nothing; a missing or failing endpoint of a full read is a Part.
 */
export async function gather(client: SonicOsClient, wanted: Wanted, now: () => number): Promise<Gathered> {
  const { scope } = wanted;
  const licences = await licencesOf(client);
  const toldAt = now();
  const who = await whoOf(client, licences, scope);
  const clockReadAt = who.system === licences.system && licences.system !== undefined ? toldAt : now();
  const way = wayOf(licences, who);
  const parts: Partial<Record<FullReadPath, Part>> = {};
  for (const path of scope === 'full' ? FULL_READ_PATHS : []) parts[path] = await ask(client, path, way);
  const events = scope === 'full' && wanted.events ? { events: await eventsOf(client) } : {};
  const { services, servicesSource } = licences;
  return {
    services,
    ...(servicesSource === undefined ? {} : { servicesSource }),
    ...who,
    parts,
    ...events,
    clockReadAt,
  };
}
