import type { Customer } from '@firewatch/shared/wire/access';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { tagsFault, tagsOf } from '../../../words/tag-text.js';
import { intervalFault, portFault } from '../model/edit-form.js';
import type { Place } from './enrol-state.js';
import type { Likeness } from './likeness.js';

/** Value of the choices of customer and site that is none of those known. */
export const NEW = 'new';
const USUAL_SECONDS = 60;

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
}

type Start = Pick<
  Place,
  'siteId' | 'name' | 'vendor' | 'host' | 'port' | 'tls' | 'tags' | 'groupId' | 'intervalSeconds'
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
});

interface Known {
  readonly customers: readonly Customer[];
  readonly vendors: readonly [VendorInfo, ...VendorInfo[]];
}

/** What the fields begin with: what was entered before, else what the other firewall lends, else the usual. */
export function startOf(
  place: Place | null,
  like: Likeness | null,
  { customers, vendors }: Known,
): PlaceForm {
  if (place) return formOf(place, place.customerId);
  if (like) return formOf({ ...like, name: '', host: '' }, like.customerId);
  const [{ id: vendor, defaultPort: port }] = vendors;
  const usual = {
    siteId: null,
    tls: 'modern',
    tags: [],
    groupId: null,
    intervalSeconds: USUAL_SECONDS,
  } as const;
  return formOf({ ...usual, vendor, port, name: '', host: '' }, customers[0]?.id ?? NEW);
}

/** Whether what most people leave alone was changed, so that it must not be folded away. */
export const hasParts = (form: PlaceForm): boolean =>
  form.tags.trim() !== '' || form.groupId !== '' || form.interval.trim() !== String(USUAL_SECONDS);

/** Sentence per field that cannot be sent; false = fine. */
export const placeFaults = (form: PlaceForm) => ({
  newCustomer: form.customer === NEW && form.newCustomer.trim() === '' && 'Write the name of the customer.',
  newSite:
    form.site === NEW && form.newSite.trim() === '' && 'Write the name of the site, or choose no site.',
  name: form.name.trim() === '' && 'Write a name for this firewall, such as HDG-TAC-01.',
  host: form.host.trim() === '' && 'Write its address: a host name or an IP address, without https://.',
  port: portFault(form.port),
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

/** What it is sorted by, and how often it is read. */
export const partsOf = (form: PlaceForm): Pick<Place, 'tags' | 'groupId' | 'intervalSeconds'> => ({
  tags: tagsOf(form.tags),
  groupId: form.groupId === '' ? null : form.groupId,
  intervalSeconds: Number(form.interval),
});
