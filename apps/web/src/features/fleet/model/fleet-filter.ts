import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { REASON_TEXT } from '../../../words/verdict-text.js';
import type { FleetQuery, VerdictFilter } from './fleet-query.js';
import { isQuiet } from '../../../coverage/row-look.js';

const hasVerdict = (row: DeviceRow, verdict: VerdictFilter): boolean =>
  verdict === 'suspected' ? row.isSuspected : row.worst.verdict === verdict;

/** Words of a row that the search looks through; every word typed must be in it. */
const searchText = (row: DeviceRow): string =>
  [
    row.name,
    row.customerName,
    row.siteName,
    row.vendor,
    row.model,
    row.firmware,
    row.serial,
    row.incident?.label,
    row.why,
    REASON_TEXT[row.worst.reason],
    ...row.tags,
    row.group?.name,
  ]
    .join(' ')
    .toLowerCase();

/** Rows by customer, vendor, verdict and words; whether quiet ones fold is decided later. */
export function filterRows(rows: readonly DeviceRow[], query: FleetQuery): readonly DeviceRow[] {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const { verdict, customer, vendor, inGroup } = query;
  const tag = query.tag?.toLowerCase() ?? null;
  const isPlain = [verdict, customer, vendor, tag, inGroup].every((one) => one === null);
  if (words.length === 0 && isPlain) return rows;
  return rows.filter((row) => {
    if (customer !== null && row.customerId !== customer) return false;
    if (tag !== null && !row.tags.some((one) => one.toLowerCase() === tag)) return false;
    if (inGroup !== null && row.group?.id !== inGroup) return false;
    if (vendor !== null && row.vendor !== vendor) return false;
    if (verdict !== null && !hasVerdict(row, verdict)) return false;
    if (words.length === 0) return true;
    const text = searchText(row);
    return words.every((word) => text.includes(word));
  });
}

/** Are quiet rows listed, or folded to one line? Who searches or asks for a verdict wants to see them. */
export const listsQuiet = (query: FleetQuery): boolean =>
  query.show === 'all' || query.verdict !== null || query.signatures !== null || query.search !== '';

/** "firewalls matching “TZ 190” at Harbor Dental Group": what the filters ask for, in words. */
export function filterWords(query: FleetQuery, rows: readonly DeviceRow[]): string {
  const words: string[] = [];
  if (query.search !== '') words.push(`matches “${query.search}”`);
  if (query.verdict !== null) words.push(`is ${query.verdict}`);
  if (query.signatures === 'frozen') words.push('has signatures that stand still');
  if (query.signatures === 'behind') words.push('has signatures behind its sisters');
  if (query.vendor !== null) words.push(`is of ${query.vendor}`);
  const customer = rows.find((row) => row.customerId === query.customer)?.customerName;
  if (query.tag !== null) words.push(`has the tag ${query.tag}`);
  if (query.inGroup !== null) words.push('is in that group');
  if (query.customer !== null) words.push(`belongs to ${customer ?? 'that customer'}`);
  return words.join(' and ');
}

export const countOpen = (rows: readonly DeviceRow[]): number => rows.filter((row) => !isQuiet(row)).length;
