import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Counts, FleetHistory, FleetSummary } from '@firewatch/shared/wire/fleet';
import type { Tx } from './database.js';

type Column =
  'protecting' | 'weakened' | 'exposed' | 'blocking' | 'unknown' | 'off_by_policy' | 'not_applicable';
type CountRow = Readonly<Record<Column, number>>;
const COLUMNS: readonly Column[] = [
  'protecting',
  'weakened',
  'exposed',
  'blocking',
  'unknown',
  'off_by_policy',
  'not_applicable',
];
const ZERO: CountRow = {
  protecting: 0,
  weakened: 0,
  exposed: 0,
  blocking: 0,
  unknown: 0,
  off_by_policy: 0,
  not_applicable: 0,
};

function toCounts(row: CountRow): Counts {
  return {
    total: COLUMNS.reduce((sum, column) => sum + row[column], 0),
    protecting: row.protecting,
    weakened: row.weakened,
    exposed: row.exposed,
    blocking: row.blocking,
    unknown: row.unknown,
    offByPolicy: row.off_by_policy,
    notApplicable: row.not_applicable,
  };
}

/**
 * Devices whose reading is too old to be shown, but whose row nobody turned to unknown (a poller that stands still):
 * they leave the verdict they are stored under and count as unknown. No data is not OK, whoever is dead.
 */
async function agedOut(tx: Tx): Promise<{ worst: Column; n: number }[]> {
  return tx.query(
    `select replace(worst, '-', '_') as worst, count(*) as n from device_state
     where shown_until <= now() and worst in ('protecting', 'weakened', 'exposed', 'blocking') group by worst`,
  );
}

export async function fleetCounts(tx: Tx): Promise<Counts> {
  const [sums] = await tx.query<CountRow>(
    `select ${COLUMNS.map((column) => `coalesce(sum(${column}), 0)::integer as ${column}`).join(', ')} from customer_counts`,
  );
  const counts = { ...ZERO, ...sums };
  for (const { worst, n } of await agedOut(tx)) {
    counts[worst] -= n;
    counts.unknown += n;
  }
  return toCounts(counts);
}

interface SummaryRow {
  readonly suspected: number;
  readonly customers: number;
  readonly customers_affected: number;
  readonly vendors: number;
  readonly oldest: number | null;
  readonly now: number;
}

/** How far the polls are behind their slots, by the interval of each; null = they are not. Engine or app. */
export async function behindSeconds(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ behind: number | null }>(
    `select max(extract(epoch from now() - due_at))::float8 as behind from poll_slots
     where due_at + interval_ms * interval '1 ms' < now() and (lease_until is null or lease_until <= now())
       and (hold_until is null or hold_until <= now())`,
  );
  const behind = row?.behind ?? null;
  return behind === null ? null : Math.round(behind);
}

const OPEN_COUNTS = `select i.kind, count(*) as n, count(*) filter (where i.acked_at is null) as unacked
  from incidents i where i.state = 'open' and i.absorbed_by is null and (fw_sees_all() or exists (
    select 1 from incident_members m where m.incident_id = i.id and m.left_at is null)) group by i.kind`;

export async function fleetSummary(tx: Tx): Promise<FleetSummary> {
  const [row] = await tx.query<SummaryRow>(
    `select count(*) filter (where s.is_suspected and (s.shown_until is null or s.shown_until > now())) as suspected,
       (select count(*) from customers) as customers, count(distinct d.vendor) as vendors,
       count(distinct d.customer_id) filter (where s.worst in ('exposed', 'blocking')
         and (s.shown_until is null or s.shown_until > now())) as customers_affected,
       min(s.believed_at) as oldest, now() as now
     from devices d left join device_state s on s.device_id = d.id where d.removed_at is null`,
  );
  const open = await tx.query<{ kind: string; n: number; unacked: number }>(OPEN_COUNTS);
  const of = (kind: string): number => open.find((one) => one.kind === kind)?.n ?? 0;
  return {
    devices: await fleetCounts(tx),
    suspected: row?.suspected ?? 0,
    customers: row?.customers ?? 0,
    customersAffected: row?.customers_affected ?? 0,
    vendors: row?.vendors ?? 0,
    openIncidents: {
      fleet: of('fleet'),
      device: of('device'),
      noData: of('no-data'),
      identity: of('identity'),
      credential: of('credential'),
      unacknowledged: open.reduce((sum, one) => sum + one.unacked, 0),
    },
    oldestReadingAt: isoOrNull(row?.oldest ?? null),
    pollingBehindSeconds: await behindSeconds(tx),
    asOf: new Date(row?.now ?? 0).toISOString(),
  };
}

type HistoryRow = CountRow & { readonly customer_id: string; readonly at: number };

/**
 * Steps of the sum over customers from each customer's own steps; a customer without a step yet counts nothing.
 * Shape   rows in time order, those before `from` carry in; one point per instant at which something changed.
 */
export function historyPoints(rows: readonly HistoryRow[], from: number): (Counts & { at: number })[] {
  const current = new Map<string, CountRow>();
  const points = new Map<number, Counts & { at: number }>();
  const sum: Record<Column, number> = { ...ZERO };
  for (const row of rows) {
    const before = current.get(row.customer_id) ?? ZERO;
    for (const column of COLUMNS) sum[column] += row[column] - before[column];
    current.set(row.customer_id, row);
    const at = Math.max(row.at, from);
    points.set(at, { at, ...toCounts(sum) });
  }
  return [...points.values()];
}

export async function fleetHistory(
  tx: Tx,
  window: { readonly from: number; readonly to: number; readonly customer: string | undefined },
): Promise<FleetHistory> {
  const params = [new Date(window.from), window.customer ?? null];
  const own = '($2::uuid is null or customer_id = $2)';
  const rows = await tx.query<HistoryRow>(
    `select carried.* from customers c cross join lateral (select * from count_history h
       where h.customer_id = c.id and h.at <= $1 order by h.at desc limit 1) carried
     where ($2::uuid is null or c.id = $2)
     union all select * from count_history where at > $1 and ${own} order by at, customer_id`,
    params,
  );
  const [loss] = await tx.query<{ at: number | null }>(
    `select min(from_at) as at from exposures where kind = 'exposed' and (to_at is null or to_at > $1) and ${own}`,
    params,
  );
  const firstLoss = loss?.at ?? null;
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    from: iso(window.from),
    to: iso(window.to),
    points: historyPoints(rows, window.from).map((point) => ({ ...point, at: iso(point.at) })),
    firstLossAt: isoOrNull(firstLoss === null ? null : Math.max(firstLoss, window.from)),
  };
}
