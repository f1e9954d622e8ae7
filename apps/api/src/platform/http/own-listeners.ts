import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Config } from '../config/config.js';
import type { EgressRules } from './egress.js';

type Listener = EgressRules['ownListeners'][number];
/** Of the servers we use, by protocol of their URL. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

function listenerOf(text: string): Listener[] {
  // A path is a unix socket: nobody reaches it by address.
  if (!URL.canParse(text)) return [];
  const { hostname, port, protocol, searchParams } = new URL(text);
  const host = searchParams.get('host') ?? hostname;
  if (host === '' || host.startsWith('/')) return [];
  const number = Number(searchParams.get('port') ?? port) || DEFAULT_PORTS[protocol];
  return number === undefined ? [] : [{ address: host.replace(/^\[(.+)\]$/, '$1'), port: number }];
}

/** A name that does not resolve leads nowhere. */
async function resolved(listener: Listener): Promise<Listener[]> {
  if (isIP(listener.address) !== 0) return [listener];
  const found = await lookup(listener.address, { all: true }).catch(() => []);
  return found.map(({ address }) => ({ address, port: listener.port }));
}

/** The product's own doors, its database and its queue: an address that leads back to one of them is refused. */
export async function egressRules(
  config: Pick<Config, 'queue' | 'egress'> & {
    readonly http: Pick<Config['http'], 'host' | 'port'>;
    readonly database: Pick<Config['database'], 'engineUrl' | 'appUrl'>;
  },
): Promise<EgressRules> {
  const { http, database, queue } = config;
  const urls = [database.engineUrl, database.appUrl, ...(queue.kind === 'redis' ? [queue.url] : [])];
  const listeners = [{ address: http.host, port: http.port }, ...urls.flatMap(listenerOf)];
  return {
    loopback: config.egress.loopback,
    ownListeners: (await Promise.all(listeners.map(resolved))).flat(),
    ownAddresses: Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).map((one) => one.address),
    ),
  };
}
