import type { Customer } from '@firewatch/shared/wire/access';
import type { UnknownSender } from '@firewatch/shared/wire/push';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { tagsFault, tagsOf } from '../../../words/tag-text.js';
import { intervalFault, portFault } from '../model/edit-form.js';
import type { Place } from './enrol-state.js';
import type { Likeness } from './likeness.js';

/** Value of the choices of customer and site that is none of those known. */
export const NEW = 'new';
const USUAL_SECONDS = 60;
const MOST_SERIAL = 60;

/** What stands in the fields of the first step, as text. */
export interface PlaceForm {
  readonly customer: string;
  readonly newCustomer: string;
  /** '' = no site */
  readonly site: string;
  readonly newSite: string;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: string;
  readonly tls: 'modern' | 'legacy';
  readonly tags: string;
  /** '' = in no group */
  readonly groupId: string;
  readonly interval: string;
  /** '' = it hangs on none */
  readonly controller: string;
  readonly serial: string;
}

type Start = Pick<
  Place,
  | 'siteId'
  | 'name'
  | 'vendor'
  | 'host'
  | 'port'
  | 'tls'
  | 'tags'
  | 'groupId'
  | 'intervalSeconds'
  | 'controller'
  | 'serial'
>;

const formOf = (start: Start, customer: string): PlaceForm => ({
  customer,
  newCustomer: '',
  site: start.siteId ?? '',
  newSite: '',
  name: start.name,
  vendor: start.vendor,
  host: start.host,
  port: String(start.port),
  tls: start.tls,
  tags: start.tags.join(', '),
  groupId: start.groupId ?? '',
  interval: String(start.intervalSeconds),
  controller: start.controller ?? '',
  serial: start.serial,
});

interface Known {
  readonly customers: readonly Customer[];
  readonly vendors: readonly [VendorInfo, ...VendorInfo[]];
}

/** A box that sends log lines and that nobody enrolled: its own word about itself. */
export type Sender = Pick<UnknownSender, 'vendor' | 'serial' | 'source'>;

export interface Beginning {
  /** Entered before. */
  readonly place: Place | null;
  readonly like: Likeness | null;
  readonly sender: Sender | null;
}

/** What the fields begin with: what was entered before, else what the other firewall or the log lines lend, else the usual. */
export function startOf({ place, like, sender }: Beginning, { customers, vendors }: Known): PlaceForm {
  if (place) return formOf(place, place.customerId);
  if (like) return formOf({ ...like, name: '', host: '', serial: '' }, like.customerId);
  const { id: vendor, defaultPort: port } = vendors.find((one) => one.id === sender?.vendor) ?? vendors[0];
  const usual = {
    siteId: null,
    tls: 'modern',
    tags: [],
    groupId: null,
    intervalSeconds: USUAL_SECONDS,
    controller: null,
  } as const;
  const told = { host: sender?.source ?? '', serial: sender?.serial ?? '' };
  return formOf({ ...usual, ...told, vendor, port, name: '' }, customers[0]?.id ?? NEW);
}

/** Whether what most people leave alone was changed, so that it must not be folded away. */
export const hasParts = (form: PlaceForm): boolean =>
  form.tags.trim() !== '' ||
  form.groupId !== '' ||
  form.controller.trim() !== '' ||
  form.interval.trim() !== String(USUAL_SECONDS);

/** Sentence per field that cannot be sent; false = fine. */
export const placeFaults = (form: PlaceForm) => ({
  newCustomer: form.customer === NEW && form.newCustomer.trim() === '' && 'Write the name of the customer.',
  newSite:
    form.site === NEW && form.newSite.trim() === '' && 'Write the name of the site, or choose no site.',
  name: form.name.trim() === '' && 'Write a name for this firewall, such as HDG-TAC-01.',
  host: form.host.trim() === '' && 'Write its address: a host name or an IP address, without https://.',
  port: portFault(form.port),
  serial:
    form.serial.trim().length > MOST_SERIAL &&
    `A serial number has at most ${MOST_SERIAL} characters; leave it empty to take what answers.`,
  tags: tagsFault('Tags', form.tags),
  intervalSeconds: intervalFault(form.interval),
});

/** Where it is called. */
export const targetOf = (form: PlaceForm): Pick<Place, 'vendor' | 'host' | 'port' | 'tls'> => ({
  vendor: form.vendor,
  host: form.host.trim(),
  port: Number(form.port),
  tls: form.tls,
});

/** What it is sorted by, how often it is read, on what it hangs, and which box it must be. */
export const partsOf = (
  form: PlaceForm,
): Pick<Place, 'tags' | 'groupId' | 'intervalSeconds' | 'controller' | 'serial'> => ({
  serial: form.serial.trim(),
  tags: tagsOf(form.tags),
  groupId: form.groupId === '' ? null : form.groupId,
  intervalSeconds: Number(form.interval),
  controller: form.controller.trim() === '' ? null : form.controller.trim(),
});
