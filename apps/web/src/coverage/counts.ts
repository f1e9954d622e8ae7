import type { Verdict } from '@firewatch/shared/domain/verdict-words';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { Counts, FleetSummary } from '@firewatch/shared/wire/fleet';

/** The fleet in numbers, from the rows on the page: they move with each frame, the summary once per second. */
export interface FleetCounts extends Counts {
  readonly suspected: number;
  /** Customers with an exposed firewall / with a blocking one / unknown / weakened. */
  readonly customersOf: Readonly<Partial<Record<Verdict, number>>>;
  readonly customers: number;
  readonly vendors: number;
  readonly oldestReadAt: string | null;
}

const FIELD_OF: Readonly<Record<Verdict, Exclude<keyof Counts, 'total'>>> = {
  exposed: 'exposed',
  blocking: 'blocking',
  unknown: 'unknown',
  weakened: 'weakened',
  protecting: 'protecting',
  'off-by-policy': 'offByPolicy',
  'not-applicable': 'notApplicable',
};

export function countRows(rows: readonly DeviceRow[]): FleetCounts {
  const counts = {
    total: rows.length,
    protecting: 0,
    weakened: 0,
    exposed: 0,
    blocking: 0,
    unknown: 0,
    offByPolicy: 0,
    notApplicable: 0,
  };
  const customers = new Map<Verdict, Set<string>>();
  let suspected = 0;
  let oldestReadAt: string | null = null;
  for (const row of rows) {
    counts[FIELD_OF[row.worst.verdict]] += 1;
    if (row.isSuspected) suspected += 1;
    if (row.readAt !== null && (oldestReadAt === null || row.readAt < oldestReadAt))
      oldestReadAt = row.readAt;
    const known = customers.get(row.worst.verdict);
    if (known) known.add(row.customerId);
    else customers.set(row.worst.verdict, new Set([row.customerId]));
  }
  return {
    ...counts,
    suspected,
    oldestReadAt,
    customersOf: Object.fromEntries([...customers].map(([verdict, ids]) => [verdict, ids.size])),
    customers: new Set(rows.map((row) => row.customerId)).size,
    vendors: new Set(rows.map((row) => row.vendor)).size,
  };
}

/** Where the page does not hold every row, the server's numbers count. */
export const fromSummary = (summary: FleetSummary): FleetCounts => ({
  ...summary.devices,
  suspected: summary.suspected,
  customersOf: { exposed: summary.customersAffected },
  customers: summary.customers,
  vendors: summary.vendors,
  oldestReadAt: summary.oldestReadingAt,
});
