import { FINGERPRINT_WORDS, fingerprintOf, HOST_FORM, HOST_WORDS } from './address.js';
import { type ImportColumn, looksLikePassword } from './import-columns.js';
import { DEFAULT_POLICY } from './policy.js';
import { TRUST_MODES, type TrustMode } from './reading.js';
import { LONGEST_CONTROLLER } from './resync-caps.js';
import { isTag, MOST_TAGS, TAG_WORDS, tidyTags } from './tags.js';

/** One line of the file: trimmed cells; an absent column and an empty cell are both ''. `line` as an editor counts, header = 1. */
export interface ImportCells {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<ImportColumn, string>>>;
  /** Why the line does not fit the columns; absent = it does. */
  readonly shape?: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}
interface Owned extends Named {
  /** Null = the MSP's own: usable for every customer. */
  readonly customerId: string | null;
}

/** What stands already, as far as the person sees it. */
export interface Estate {
  readonly customers: readonly (Named & { readonly sites: readonly Named[] })[];
  readonly mayAddCustomers: boolean;
  readonly credentialSets: readonly (Owned & { readonly vendor: string })[];
  readonly groups: readonly Owned[];
  readonly vendors: readonly { readonly id: string; readonly defaultPort: number }[];
  /** Watched, or waiting for approval. */
  readonly places: readonly {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly isWaiting: boolean;
  }[];
}

/** A row that can be applied. Ids are null where the thing is made on the way, or there is none. */
export interface ImportRow {
  readonly line: number;
  readonly customer: string;
  readonly customerId: string | null;
  readonly site: string | null;
  readonly siteId: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly credentialSetId: string;
  readonly credential: string;
  /** Null = its certificate is looked at and waits for a person. */
  readonly fingerprint: string | null;
  readonly intervalSeconds: number;
  readonly tags: readonly string[];
  readonly group: string | null;
  readonly groupId: string | null;
  /** Management server it hangs on. */
  readonly controller: string | null;
}

export interface RowFault {
  readonly field: ImportColumn | 'line';
  readonly message: string;
}

const NAME_MAX = 120;
const TLS = ['modern', 'legacy'] as const;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Reads the cells of one row; every fault is kept, so that a person mends a row in one go. */
class RowReader {
  readonly faults: RowFault[] = [];

  constructor(
    private readonly cells: ImportCells['cells'],
    private readonly estate: Estate,
  ) {}

  text(field: ImportColumn): string {
    return this.cells[field] ?? '';
  }

  wrong(field: ImportColumn, message: string): null {
    this.faults.push({ field, message });
    return null;
  }

  /** May be empty. */
  short(field: 'customer' | 'name' | 'site' | 'controller', most: number): string {
    const text = this.text(field);
    if (text.length > most) this.wrong(field, `is too long; at most ${most} characters are accepted`);
    return text;
  }

  name(field: 'customer' | 'name'): string {
    const text = this.short(field, NAME_MAX);
    if (text === '') this.wrong(field, `is empty; a name is accepted`);
    return text;
  }

  host(): string {
    const text = this.text('address');
    if (text === '') this.wrong('address', `is empty; ${HOST_WORDS} is accepted`);
    else if (!HOST_FORM.test(text) || text.length > 253)
      this.wrong('address', `is not an address; ${HOST_WORDS} is accepted`);
    return text;
  }

  number(field: 'port' | 'interval', bounds: { min: number; max: number; standard: number }): number {
    const text = this.text(field);
    if (text === '') return bounds.standard;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < bounds.min || value > bounds.max) {
      this.wrong(field, `is not a whole number from ${bounds.min} to ${bounds.max}`);
      return bounds.standard;
    }
    return value;
  }

  oneOf<const T extends string>(field: ImportColumn, words: readonly [T, ...T[]]): T {
    const text = this.text(field).toLowerCase();
    const [standard] = words;
    const found = text === '' ? standard : words.find((word) => word === text);
    if (found === undefined) this.wrong(field, `is not one of ${words.join(', ')}`);
    return found ?? standard;
  }

  trust(): TrustMode {
    const trust = this.oneOf('trust', TRUST_MODES);
    if (trust !== 'ca') return trust;
    if (/^[\d.]+$|:/.test(this.text('address')))
      this.wrong('trust', 'ca needs a host name as address; give one, or pin or pin-key');
    else if (this.text('tls').toLowerCase() === 'legacy')
      this.wrong('trust', 'ca is not accepted with legacy TLS; pin and pin-key are');
    return trust;
  }

  vendor(): Estate['vendors'][number] | null {
    const text = this.text('vendor').toLowerCase();
    const { vendors } = this.estate;
    const [first] = vendors;
    if (text === '' && first && vendors.length === 1) return first;
    const found = vendors.find((vendor) => vendor.id === text);
    const known = vendors.map((vendor) => vendor.id).join(', ');
    return (
      found ?? this.wrong('vendor', `${text === '' ? 'is empty' : 'is not known'}; ${known} is accepted`)
    );
  }

  customer(): Estate['customers'][number] | null {
    const text = this.name('customer');
    const found = this.estate.customers.find((one) => same(one.name, text)) ?? null;
    if (found === null && text !== '' && !this.estate.mayAddCustomers) {
      this.wrong(
        'customer',
        'is none of your customers; new ones are added by an owner who sees all of them',
      );
    }
    return found;
  }

  fingerprint(): string | null {
    const text = this.text('fingerprint');
    if (text === '') return null;
    return fingerprintOf(text) ?? this.wrong('fingerprint', `is not ${FINGERPRINT_WORDS}`);
  }

  tags(): string[] {
    const tags = tidyTags(this.text('tags').split(/[,;|]/));
    if (!tags.every(isTag)) this.wrong('tags', `holds a word that is too long; ${TAG_WORDS} are accepted`);
    if (tags.length > MOST_TAGS) this.wrong('tags', `holds more than ${MOST_TAGS} words`);
    return tags;
  }

  /** Its own customer's before the MSP's. */
  private owned<T extends Owned>(list: readonly T[], name: string, customerId: string | null): readonly T[] {
    const named = list.filter((one) => same(one.name, name));
    const own = named.filter((one) => one.customerId !== null && one.customerId === customerId);
    return own.length > 0 ? own : named.filter((one) => one.customerId === null);
  }

  group(customerId: string | null): Owned | null {
    const text = this.text('group');
    if (text === '') return null;
    const [found] = this.owned(this.estate.groups, text, customerId);
    return (
      found ?? this.wrong('group', 'is no group of this customer; add the group first or leave it empty')
    );
  }

  credential(vendor: string, customerId: string | null): Owned | null {
    const text = this.text('credential');
    if (text === '') return this.wrong('credential', 'is empty; the name of a credential set is accepted');
    const ofVendor = this.estate.credentialSets.filter((set) => set.vendor === vendor);
    const found = this.owned(ofVendor, text, customerId);
    const [first] = found;
    if (found.length > 1)
      return this.wrong('credential', 'is the name of several credential sets; rename one');
    if (first) return first;
    if (looksLikePassword(text)) {
      return this.wrong(
        'credential',
        'looks like a password; passwords are never put in a file, the name of a credential set is accepted',
      );
    }
    const isOthers = this.estate.credentialSets.some((set) => same(set.name, text));
    return this.wrong(
      'credential',
      isOthers
        ? 'is a credential set of another customer or vendor; one of this customer or of your own is accepted'
        : 'is no credential set; add it under Credentials first, the name is compared without regard to case',
    );
  }
}

/** Reads one row against what stands already; with faults, the values beside them are of no use. */
export function readRow(
  { line, cells, shape }: ImportCells,
  estate: Estate,
): { row: ImportRow; faults: RowFault[] } {
  const reader = new RowReader(cells, estate);
  const customer = reader.customer();
  const site = reader.short('site', NAME_MAX);
  const controller = reader.short('controller', LONGEST_CONTROLLER);
  const vendor = reader.vendor();
  const { minMs, maxMs, defaultMs } = DEFAULT_POLICY.interval;
  const group = reader.group(customer?.id ?? null);
  const set = reader.credential(vendor?.id ?? '', customer?.id ?? null);
  const row: ImportRow = {
    line,
    customer: customer?.name ?? reader.text('customer'),
    customerId: customer?.id ?? null,
    site: site === '' ? null : (customer?.sites.find((one) => same(one.name, site))?.name ?? site),
    siteId: customer?.sites.find((one) => same(one.name, site))?.id ?? null,
    name: reader.name('name'),
    vendor: vendor?.id ?? '',
    host: reader.host(),
    port: reader.number('port', { min: 1, max: 65_535, standard: vendor?.defaultPort ?? 443 }),
    tls: reader.oneOf('tls', TLS),
    trust: reader.trust(),
    credentialSetId: set?.id ?? '',
    credential: set?.name ?? '',
    fingerprint: reader.fingerprint(),
    intervalSeconds: reader.number('interval', {
      min: minMs / 1_000,
      max: maxMs / 1_000,
      standard: defaultMs / 1_000,
    }),
    tags: reader.tags(),
    group: group?.name ?? null,
    groupId: group?.id ?? null,
    controller: controller === '' ? null : controller,
  };
  // Cells that are shifted against their columns say nothing worth mending one by one.
  const faults = shape === undefined ? reader.faults : [{ field: 'line', message: shape } as const];
  return { row, faults };
}
