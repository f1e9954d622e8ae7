import { placeKey } from './address.js';
import { type Estate, type ImportCells, type ImportRow, readRow, type RowFault } from './import-row.js';

export interface PlannedRow {
  readonly line: number;
  /** As written, to find the row again. */
  readonly name: string;
  readonly customer: string;
  readonly address: string;
  /** Null = something is wrong with it. */
  readonly row: ImportRow | null;
  readonly faults: readonly RowFault[];
}

export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  /** Made by the good rows, in order of first use. */
  readonly newCustomers: readonly string[];
  readonly newSites: readonly { readonly customer: string; readonly site: string }[];
}

/**
 * What a file would do: row by row fine, or every fault of it. Pure; nothing is repeated of a cell that may hold a secret.
 * Shape   rows in file order -> as many planned rows, and what the good ones would create.
 */
export function planImport(rows: readonly ImportCells[], estate: Estate): ImportPlan {
  const taken = new Map(estate.places.map((place) => [placeKey(place.host, place.port), place]));
  const lines = new Map<string, number>();
  const planned = rows.map((cells): PlannedRow => {
    const { row, faults } = readRow(cells, estate);
    const key = placeKey(row.host, row.port);
    const there = taken.get(key);
    const before = lines.get(key);
    if (row.host !== '' && before !== undefined)
      faults.push({ field: 'address', message: `and port are those of line ${before}` });
    else if (there) {
      const state = there.isWaiting ? 'wait for approval already' : 'are watched already';
      faults.push({ field: 'address', message: `and port ${state}, as ${there.name}` });
    }
    if (before === undefined) lines.set(key, row.line);
    return {
      line: row.line,
      name: row.name,
      customer: row.customer,
      address: row.host,
      row: faults.length === 0 ? row : null,
      faults,
    };
  });
  return { rows: planned, ...made(planned.flatMap((one) => one.row ?? [])) };
}

function made(rows: readonly ImportRow[]): Pick<ImportPlan, 'newCustomers' | 'newSites'> {
  const customers = new Map<string, string>();
  const sites = new Map<string, { customer: string; site: string }>();
  for (const row of rows) {
    if (row.customerId === null && !customers.has(row.customer.toLowerCase()))
      customers.set(row.customer.toLowerCase(), row.customer);
    if (row.site === null || row.siteId !== null) continue;
    const key = `${row.customer.toLowerCase()}\n${row.site.toLowerCase()}`;
    if (!sites.has(key)) sites.set(key, { customer: row.customer, site: row.site });
  }
  return { newCustomers: [...customers.values()], newSites: [...sites.values()] };
}

/** The first way in which the world differs from what a person was shown, in one sentence; null = the same. */
export function changedSince(shown: readonly ImportRow[], now: readonly PlannedRow[]): string | null {
  for (const [index, row] of shown.entries()) {
    const planned = now[index];
    const fault = planned?.faults[0];
    if (fault) return `Line ${row.line}: ${fault.field} ${fault.message}.`;
    if (!planned?.row || !isSameRow(planned.row, row))
      return `Line ${row.line}: its customer, site, group or credential set was changed meanwhile.`;
  }
  return null;
}

/** Field by field: the store keeps an object's fields in an order of its own. */
function isSameRow(a: ImportRow, b: ImportRow): boolean {
  const plain = (row: ImportRow): string =>
    JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
  return plain(a) === plain(b);
}
