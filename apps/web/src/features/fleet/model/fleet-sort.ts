import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { SortKey } from './fleet-query.js';
import { isAcked, severityOf } from '../../../coverage/row-look.js';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Severity, then what nobody knows of yet, then the oldest. Instants are UTC text of one form: they compare as text. */
function byNeed(a: DeviceRow, b: DeviceRow): number {
  return (
    severityOf(a) - severityOf(b) ||
    Number(isAcked(a)) - Number(isAcked(b)) ||
    compareText(a.worstSince, b.worstSince) ||
    compareText(a.name, b.name)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const TEXT_OF: Readonly<Record<Exclude<SortKey, 'need' | 'verdict'>, (row: DeviceRow) => string>> = {
  name: (row) => row.name,
  customer: (row) => row.customerName,
  model: (row) => `${row.model ?? ''} ${row.firmware ?? ''}`,
  since: (row) => row.worstSince,
  good: (row) => row.lastGoodAt ?? '',
  read: (row) => row.readAt ?? '',
  why: (row) => row.why,
};
/** Codes and instants of one form need no language rules, and 10,000 rows are to sort within 100 ms. */
const IS_PLAIN: ReadonlySet<SortKey> = new Set(['since', 'good', 'read']);

/** A new, sorted array. Equal rows keep the order of need. */
export function sortRows(rows: readonly DeviceRow[], key: SortKey, isDescending: boolean): DeviceRow[] {
  const sign = isDescending ? -1 : 1;
  if (key === 'need') return rows.toSorted((a, b) => sign * byNeed(a, b));
  if (key === 'verdict')
    return rows.toSorted((a, b) => sign * (severityOf(a) - severityOf(b)) || byNeed(a, b));
  const textOf = TEXT_OF[key];
  const rank = IS_PLAIN.has(key) ? null : ranks(rows, textOf);
  return rows.toSorted((a, b) => {
    const order = rank
      ? (rank.get(textOf(a)) ?? 0) - (rank.get(textOf(b)) ?? 0)
      : compareText(textOf(a), textOf(b));
    return sign * order || byNeed(a, b);
  });
}

/** Each different text compared once by language rules: models and customers repeat thousands of times. */
function ranks(rows: readonly DeviceRow[], textOf: (row: DeviceRow) => string): ReadonlyMap<string, number> {
  const texts = [...new Set(rows.map(textOf))].sort(collator.compare);
  const found = new Map<string, number>();
  let rank = 0;
  texts.forEach((text, index) => {
    const before = texts[index - 1];
    if (before !== undefined && collator.compare(before, text) !== 0) rank += 1;
    found.set(text, rank);
  });
  return found;
}
