import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { customer } from '@firewatch/shared/wire/access';
import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import {
  resyncChoice,
  resyncRunRow,
  type ResyncChoice,
  type ResyncRunRow,
} from '@firewatch/shared/wire/resync';
import type { RestClient } from './rest-client.js';

/** How the firewalls of a plan are named on the command line. */
export interface ChoiceOptions {
  readonly incident?: string;
  readonly filter?: string;
  readonly device?: readonly string[];
}

export type Reader = Pick<RestClient, 'get'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FILTERS = ['customer', 'verdict', 'vendor', 'tag', 'search'] as const;
const VERDICTS = ['exposed', 'weakened', 'blocking', 'unknown'] as const;

/**
 * `customer=Kestrel Freight,verdict=exposed` → its parts.
 * Errors  StartRefusal naming the part and what is accepted.
 */
export function filterParts(text: string): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const piece of text.split(',')) {
    const at = piece.indexOf('=');
    const name = FILTERS.find((one) => one === piece.slice(0, at).trim());
    const value = piece.slice(at + 1).trim();
    if (at < 0 || name === undefined || value === '') {
      throw new StartRefusal(
        `--filter ${piece.trim()} is not understood: name=value is accepted, with the names ${FILTERS.join(', ')}.`,
      );
    }
    parts[name] = value;
  }
  const { verdict } = parts;
  if (verdict !== undefined && !VERDICTS.some((one) => one === verdict)) {
    throw new StartRefusal(`--filter verdict=${verdict} is not one of ${VERDICTS.join(', ')}.`);
  }
  return parts;
}

async function customerOf(rest: Reader, name: string): Promise<string> {
  if (UUID.test(name)) return name;
  const { items } = await rest.get('/customers', page(customer));
  const found = items.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new StartRefusal(`--filter customer=${name}: there is no such customer.`);
  return found.id;
}

async function incidentOf(rest: Reader, label: string): Promise<string> {
  if (UUID.test(label)) return label;
  const { items } = await rest.get('/incidents?state=open&limit=10000', page(incidentRow));
  const found = items.find((one) => one.label.toLowerCase() === label.toLowerCase());
  if (found === undefined) {
    throw new StartRefusal(`--incident ${label} is not open: "incidents" lists the open ones, such as F-12.`);
  }
  return found.id;
}

async function deviceOf(rest: Reader, name: string): Promise<string> {
  if (UUID.test(name)) return name;
  const { items } = await rest.get(`/devices?search=${encodeURIComponent(name)}`, deviceList);
  const same = items.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const [found] = same;
  if (found === undefined) throw new StartRefusal(`--device ${name}: there is no firewall of this name.`);
  if (same.length > 1) {
    const where = same.map((one) => `${one.customerName}: ${one.id}`).join('; ');
    throw new StartRefusal(
      `--device ${name} is the name of ${same.length} firewalls; give one of the ids (${where}).`,
    );
  }
  return found.id;
}

/**
 * What the options choose, names made to ids.
 * Errors  StartRefusal when not exactly one way is used, or something named does not exist.
 */
export async function choiceOf(options: ChoiceOptions, rest: Reader): Promise<ResyncChoice> {
  const { incident, filter, device = [] } = options;
  const ways = [incident !== undefined, filter !== undefined, device.length > 0].filter(Boolean).length;
  if (ways !== 1) {
    throw new StartRefusal(
      'One of --incident F-12, --filter name=value or --device NAME (once or more) is needed.',
    );
  }
  if (incident !== undefined) return { by: 'incident', incidentId: await incidentOf(rest, incident) };
  if (filter === undefined) {
    const deviceIds: string[] = [];
    for (const name of device) deviceIds.push(await deviceOf(rest, name));
    return { by: 'list', deviceIds };
  }
  const parts = filterParts(filter);
  const named = parts['customer'];
  const ofCustomer = named === undefined ? {} : { customer: await customerOf(rest, named) };
  return resyncChoice.parse({ by: 'filter', ...parts, ...ofCustomer });
}

/** A run by its label (`R-118`) or id. Errors: StartRefusal when there is none. */
export async function runOf(rest: Reader, label: string): Promise<string> {
  if (UUID.test(label)) return label;
  const { items } = await rest.get('/resync-runs?limit=10000', page(resyncRunRow));
  const found = items.find((one: ResyncRunRow) => one.label.toLowerCase() === label.toLowerCase());
  if (found === undefined)
    throw new StartRefusal(`There is no resync run ${label}: a label such as R-118 is accepted.`);
  return found.id;
}
