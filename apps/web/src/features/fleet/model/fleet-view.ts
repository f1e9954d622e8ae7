import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { counted, LOOK_WORD, type Look } from '../../../words/verdict-text.js';
import { filterRows, listsQuiet } from './fleet-filter.js';
import type { FleetQuery } from './fleet-query.js';
import { sortRows } from './fleet-sort.js';
import { incidentLook } from '../../../acting/incident-order.js';
import { isQuiet, rowLook, severityOf } from '../../../coverage/row-look.js';

export interface FleetGroup {
  readonly key: string;
  readonly look: Look;
  readonly title: string;
  readonly note: string;
  /** The open incident that is the cause. */
  readonly incident: IncidentRow | null;
  readonly size: number;
  readonly newSinceAck: number;
  /** Oldest `readAt`, said of folded groups. */
  readonly oldestReadAt: string | null;
  readonly isFolded: boolean;
  /** Folding changes `show` in place of the list of folded groups. */
  readonly isQuiet: boolean;
}
export type ViewItem =
  | { readonly kind: 'group'; readonly key: string; readonly group: FleetGroup }
  | { readonly kind: 'row'; readonly key: string; readonly row: DeviceRow };

export interface FleetView {
  readonly items: readonly ViewItem[];
  /** Rows that match the filters, folded ones too. */
  readonly matched: number;
}

interface Bucket {
  readonly key: string;
  readonly rows: DeviceRow[];
}

function bucketsOf(rows: readonly DeviceRow[], keyOf: (row: DeviceRow) => string): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const row of rows) {
    const key = keyOf(row);
    const bucket = buckets.get(key);
    if (bucket) bucket.rows.push(row);
    else buckets.set(key, { key, rows: [row] });
  }
  return [...buckets.values()];
}

const KEY_OF: Readonly<Record<Exclude<FleetQuery['group'], 'none'>, (row: DeviceRow) => string>> = {
  cause: (row) => (row.incident ? row.incident.id : rowLook(row)),
  customer: (row) => row.customerId,
  group: (row) => row.group?.id ?? '',
  // A firewall stands once in the table: under its first tag.
  tag: (row) => row.tags[0] ?? '',
  verdict: (row) => rowLook(row),
};

const LOOK_NOTE: Partial<Record<Look, string>> = {
  suspect: 'confirming now',
  unknown: 'last verdict kept and not trusted',
  weakened: 'still inspecting',
};

const customersOf = (rows: readonly DeviceRow[]): number => new Set(rows.map((row) => row.customerId)).size;

function oldest(rows: readonly DeviceRow[]): string | null {
  let found: string | null = null;
  for (const { readAt } of rows) if (readAt !== null && (found === null || readAt < found)) found = readAt;
  return found;
}

function worstRow(rows: readonly DeviceRow[]): DeviceRow | undefined {
  let worst = rows[0];
  for (const row of rows) if (worst && severityOf(row) < severityOf(worst)) worst = row;
  return worst;
}

interface Naming {
  readonly query: FleetQuery;
  readonly incidents: ReadonlyMap<string, IncidentRow>;
}

/** By its worst row; where what was last believed is still shown, by the incident: it is no calm group. */
function groupLook(worst: DeviceRow | undefined, incident: IncidentRow | null): Look {
  if (worst === undefined) return 'na';
  const look = rowLook(worst);
  return incident !== null && look === 'protecting' ? incidentLook(incident) : look;
}

function groupOf({ key, rows }: Bucket, { query, incidents }: Naming): FleetGroup {
  const first = worstRow(rows);
  const incident = (query.group === 'cause' ? incidents.get(key) : undefined) ?? null;
  const look = groupLook(first, incident);
  const size = counted(rows.length, 'firewall');
  const base = {
    key,
    look,
    incident,
    size: rows.length,
    newSinceAck: rows.filter((row) => row.incident?.newSinceAck === true).length,
    oldestReadAt: oldest(rows),
    isFolded: query.folded.includes(key),
    isQuiet: false,
  };
  if (query.group === 'group') return { ...base, title: first?.group?.name ?? 'In no group', note: size };
  if (query.group === 'tag') return { ...base, title: key === '' ? 'Without a tag' : key, note: size };
  if (query.group === 'customer') return { ...base, title: first?.customerName ?? '', note: size };
  if (incident || first?.incident) {
    const title = incident?.headline ?? `Incident ${first?.incident?.label ?? ''}`;
    return { ...base, title, note: `${size}, ${counted(customersOf(rows), 'customer')}` };
  }
  const said = LOOK_NOTE[look];
  const title = look === 'unknown' ? 'No believable answer' : LOOK_WORD[look];
  return { ...base, title, note: said === undefined ? size : `${size}, ${said}` };
}

/** Quiet rows as one line: how many, how many customers; their oldest reading is added where it is drawn. */
function quietGroup(look: Look, rows: readonly DeviceRow[], isFolded: boolean): FleetGroup {
  return {
    key: look,
    look,
    title: LOOK_WORD[look],
    note: `${counted(rows.length, 'firewall')}, ${counted(customersOf(rows), 'customer')}`,
    incident: null,
    size: rows.length,
    newSinceAck: 0,
    oldestReadAt: oldest(rows),
    isFolded,
    isQuiet: true,
  };
}

const isFleetWide = (bucket: Bucket, { incidents }: Naming): boolean =>
  incidents.get(bucket.key)?.kind === 'fleet';

/** Groups stand by their worst row; a fleet incident before single ones of the same severity; then the oldest. */
function orderBuckets(buckets: Bucket[], naming: Naming): Bucket[] {
  const worst = new Map(buckets.map((bucket) => [bucket.key, worstRow(bucket.rows)]));
  const severity = (bucket: Bucket): number => {
    const row = worst.get(bucket.key);
    return row ? severityOf(row) : Infinity;
  };
  const since = (bucket: Bucket): string => worst.get(bucket.key)?.worstSince ?? '';
  return buckets.sort(
    (a, b) =>
      severity(a) - severity(b) ||
      Number(isFleetWide(b, naming)) - Number(isFleetWide(a, naming)) ||
      (since(a) < since(b) ? -1 : 1),
  );
}

const asItems = (rows: readonly DeviceRow[]): ViewItem[] =>
  rows.map((row) => ({ kind: 'row', key: row.id, row }));

/** Everything the table draws, in order: groups, their rows unless folded, quiet groups last. */
export function buildFleetView(
  all: readonly DeviceRow[],
  incidents: readonly IncidentRow[],
  query: FleetQuery,
): FleetView {
  const matching = filterRows(all, query);
  const loud = matching.filter((row) => !isQuiet(row));
  const quiet = matching.filter(isQuiet);
  const sort = (rows: readonly DeviceRow[]): DeviceRow[] => sortRows(rows, query.sort, query.isDescending);
  const naming: Naming = { query, incidents: new Map(incidents.map((one) => [one.id, one])) };
  const items: ViewItem[] = [];
  const addGroup = (group: FleetGroup, rows: readonly DeviceRow[]): void => {
    items.push({ kind: 'group', key: `group ${group.key}`, group });
    if (!group.isFolded) for (const item of asItems(sort(rows))) items.push(item);
  };

  const showsQuiet = listsQuiet(query);
  if (query.group !== 'cause' && query.group !== 'verdict') {
    const shown = showsQuiet ? matching : loud;
    if (query.group === 'none') items.push(...asItems(sort(shown)));
    else {
      const buckets = orderBuckets(bucketsOf(shown, KEY_OF[query.group]), naming);
      for (const bucket of buckets) addGroup(groupOf(bucket, naming), bucket.rows);
    }
    if (showsQuiet) return { items, matched: matching.length };
  } else {
    const buckets = orderBuckets(bucketsOf(loud, KEY_OF[query.group]), naming);
    for (const bucket of buckets) addGroup(groupOf(bucket, naming), bucket.rows);
  }
  for (const bucket of orderBuckets(bucketsOf(quiet, rowLook), naming)) {
    const look = bucket.rows[0] ? rowLook(bucket.rows[0]) : 'na';
    addGroup(quietGroup(look, bucket.rows, !showsQuiet || query.folded.includes(look)), bucket.rows);
  }
  return { items, matched: matching.length };
}
