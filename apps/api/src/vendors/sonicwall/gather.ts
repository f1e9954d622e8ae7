import type { ReadScope } from '@firewatch/shared/domain/reading';
import { TransportFailure } from '../../platform/http/device-transport.js';
import {
  FULL_READ_PATHS,
  SERVICES_STATUS,
  SYSTEM_STATUS,
  VERSION,
  type FullReadPath,
  type ReadPath,
} from './allowed.js';
import type { SonicOsClient } from './client.js';
import type { RawRead } from './normalise.js';
import type { Part } from './part.js';

const isRefused = (part: Part): boolean =>
  part.kind === 'failed' && (part.status === 401 || part.status === 403);

/** A part the read cannot do without. */
function needed(part: Part, path: ReadPath): unknown {
  switch (part.kind) {
    case 'value':
      return part.value;
    case 'missing':
      throw new TransportFailure('no-api', `This firmware does not know GET ${path}.`);
    case 'unlicensed':
      throw new TransportFailure('denied', `The device refused GET ${path} as not licensed.`);
    case 'failed':
      throw new TransportFailure(part.why, `GET ${path}: ${part.how}`);
  }
}

/** After a first good answer, a 401 means that the session was taken from us in the middle of the read. */
async function getInSession(client: SonicOsClient, path: ReadPath): Promise<Part> {
  const part = await client.get(path);
  if (part.kind === 'failed' && part.status === 401) {
    throw new TransportFailure('busy', 'The session was taken away in the middle of the read.');
  }
  return part;
}

/** Some 7.x firmware refuses every GET until the session was opened for management; asked for only when it does. */
async function firstAnswer(client: SonicOsClient): Promise<unknown> {
  const first = await client.get(SERVICES_STATUS);
  if (!isRefused(first)) return needed(first, SERVICES_STATUS);
  await client.startManagement();
  return needed(await client.get(SERVICES_STATUS), SERVICES_STATUS);
}

export interface Gathered extends RawRead {
  /** Our clock right after the box told its own, epoch ms. */
  readonly clockReadAt: number;
}

/**
 * Asks one signed-in box for what a scope needs, one request at a time over one connection (its web server has few threads).
 * Errors  TransportFailure when the read shows nothing; a missing or failing endpoint of a full read is a Part.
 */
export async function gather(client: SonicOsClient, scope: ReadScope, now: () => number): Promise<Gathered> {
  const services = await firstAnswer(client);
  const system = await getInSession(client, SYSTEM_STATUS);
  const clockReadAt = now();
  const needsVersion = scope === 'full' || system.kind === 'missing';
  const version = needsVersion ? await getInSession(client, VERSION) : undefined;
  const parts: Partial<Record<FullReadPath, Part>> = {};
  for (const path of scope === 'full' ? FULL_READ_PATHS : []) parts[path] = await getInSession(client, path);
  return {
    services,
    // Without a status, /version must tell who this is.
    system:
      system.kind === 'missing' ? void needed(version ?? system, VERSION) : needed(system, SYSTEM_STATUS),
    ...(version === undefined ? {} : { version }),
    parts,
    clockReadAt,
  };
}
