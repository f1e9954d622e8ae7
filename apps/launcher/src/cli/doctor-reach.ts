import { mailRules, type EgressRules } from '@firewatch/api/platform/http/egress';
import { egressRules } from '@firewatch/api/platform/http/own-listeners';
import { tryReach, type ReachFault } from '@firewatch/api/platform/http/reach';
import type { Tx } from '@firewatch/api/store/database';
import { emailSettings, webhookSettings } from '@firewatch/shared/wire/channels';
import { fail, ok, warn, type DoctorLine } from './doctor-line.js';
import type { OpenStore } from './open-store.js';

const WITHIN_MS = 4_000;
/** So many firewalls stand for all: those unread for longest. */
const FIREWALLS = 3;

/** Where something will be sent or asked, and what it means when that cannot be. */
interface Place {
  readonly what: string;
  readonly host: string;
  readonly port: number;
  readonly rules: EgressRules;
  readonly state: typeof fail;
}

/** One line for each place this installation has to reach: a TCP connection is opened there and nothing is sent. */
export async function reachLines(store: OpenStore): Promise<DoctorLine[]> {
  const places = await placesOf(store);
  return Promise.all(places.map(lineOf));
}

async function placesOf(store: OpenStore): Promise<Place[]> {
  const { settings, urls } = store;
  const { role } = settings;
  const rules = await egressRules({
    http: settings.http,
    database: urls,
    queue: settings.redisUrl === null ? { kind: 'postgres' } : { kind: 'redis', url: settings.redisUrl },
    egress: settings.egress,
  });
  const { pingUrl } = settings.upkeep;
  const isWorker = role === 'all' || role === 'worker';
  return store.database.asEngine(async (tx) => [
    ...(isWorker ? await channelPlaces(tx, rules) : []),
    ...(isWorker && pingUrl !== null
      ? [{ ...placeOfUrl(pingUrl), what: 'the outside watch', rules, state: fail }]
      : []),
    ...(role === 'all' || role === 'poller' ? await firewallPlaces(tx, rules) : []),
  ]);
}

async function channelPlaces(tx: Tx, rules: EgressRules): Promise<Place[]> {
  const channels = await tx.query<{ name: string; settings: unknown }>(
    'select name, settings from channels where enabled and removed_at is null order by created_at, id',
  );
  return channels.flatMap(({ name, settings }) => {
    const what = `channel "${name}"`;
    const mail = emailSettings.safeParse(settings);
    if (mail.success) {
      const { host, port } = mail.data;
      return [{ what, host, port, rules: mailRules(rules), state: fail }];
    }
    const posted = webhookSettings.safeParse(settings);
    return posted.success ? [{ ...placeOfUrl(posted.data.url), what, rules, state: fail }] : [];
  });
}

async function firewallPlaces(tx: Tx, rules: EgressRules): Promise<Place[]> {
  const firewalls = await tx.query<{ name: string; host: string; port: number }>(
    `select d.name, d.host, d.port from devices d left join device_state s on s.device_id = d.id
     where d.removed_at is null and d.readability = 'api' order by s.believed_at nulls first, d.id limit $1`,
    [FIREWALLS],
  );
  // One firewall that is away is an incident of its own, not a fault of this installation.
  return firewalls.map(({ name, ...at }) => ({ ...at, what: `firewall "${name}"`, rules, state: warn }));
}

function placeOfUrl(text: string): { readonly host: string; readonly port: number } {
  const url = new URL(text);
  return { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

async function lineOf({ what, host, port, rules, state }: Place): Promise<DoctorLine> {
  const at = `${what} at ${host}:${port}`;
  const no = await tryReach({ host, port }, rules, AbortSignal.timeout(WITHIN_MS));
  return no === null ? ok('reach', `${at} answers`) : state('reach', `${at} ${no.says}`, CURES[no.fault]);
}

const CURES: Readonly<Record<ReachFault, string>> = {
  egress:
    'enter another address: loopback (but for mail), link-local, metadata and what Firewatch itself listens on are never called',
  name: 'correct the name there, or the DNS of this host',
  refused: 'correct the address and port there, or start what should listen at it',
  silent: 'open the way from this host to that address and port in the firewalls and VPNs between',
};
