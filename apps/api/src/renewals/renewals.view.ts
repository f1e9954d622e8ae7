import { isHeld } from '@firewatch/shared/domain/verdict';
import type { ExpiryRules } from '@firewatch/shared/domain/expiry';
import { bundlesOf, dueCounts, isDue, type Bundle } from '@firewatch/shared/domain/renewals';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type {
  DeviceRenewals,
  FleetFreshness,
  RenewalBundle,
  RenewalCustomer,
  Renewals,
  SignatureNote,
} from '@firewatch/shared/wire/renewals';
import type { RenewalRow, SignatureNoteRow } from '../store/renewals-views.repo.js';

const toBundle = ({ names, endsAt, daysLeft, step }: Bundle): RenewalBundle => ({
  names: [...names],
  endsAt: isoOrNull(endsAt),
  daysLeft,
  step,
});

interface OneDevice {
  readonly first: RenewalRow;
  readonly rows: readonly RenewalRow[];
  readonly bundles: readonly Bundle[];
}

function devicesOf(rows: readonly RenewalRow[], rules: ExpiryRules): readonly OneDevice[] {
  const byId = new Map<string, RenewalRow[]>();
  for (const row of rows) {
    const own = byId.get(row.deviceId);
    if (own) own.push(row);
    else byId.set(row.deviceId, [row]);
  }
  return [...byId.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ first, rows: own, bundles: bundlesOf(own, rules) }];
  });
}

const isUndated = ({ rows }: OneDevice): boolean =>
  rows.some((row) => isHeld(row.value)) && rows.every((row) => row.endsAt === null);

const soonest = (bundles: readonly Bundle[]): number =>
  Math.min(...bundles.map((bundle) => bundle.endsAt ?? Number.NEGATIVE_INFINITY));

const firstEnd = (customer: { readonly ends: readonly number[] }): number => Math.min(...customer.ends);

/** Everything that is due, by customer; `days` null = every date. */
export function renewalsView(rows: readonly RenewalRow[], days: number | null, rules: ExpiryRules): Renewals {
  const devices = devicesOf(rows, rules);
  const undated = devices.filter(isUndated).map(({ first }) => first);
  const customers = new Map<string, { readonly customer: RenewalCustomer; readonly ends: number[] }>();
  for (const { first, bundles } of devices) {
    const due = bundles.filter((bundle) => isDue(bundle, days));
    if (due.length === 0) continue;
    const own = customers.get(first.customerId) ?? {
      customer: { id: first.customerId, name: first.customerName, devices: [] },
      ends: [],
    };
    own.customer.devices.push({
      id: first.deviceId,
      name: first.deviceName,
      siteName: first.siteName,
      model: first.model,
      serial: first.serial,
      bundles: due.map(toBundle),
    });
    own.ends.push(soonest(due));
    customers.set(first.customerId, own);
  }
  return {
    asOf: new Date(rules.now).toISOString(),
    zone: rules.zone,
    totals: {
      devices: devices.length,
      undated: undated.length,
      ...dueCounts(devices.map((device) => device.bundles)),
    },
    customers: [...customers.values()]
      .sort((a, b) => firstEnd(a) - firstEnd(b))
      .map(({ customer }) => customer),
    undated: undated.map((row) => ({
      id: row.deviceId,
      name: row.deviceName,
      customerId: row.customerId,
      customerName: row.customerName,
    })),
  };
}

const noteOf = (row: SignatureNoteRow): SignatureNote => ({
  service: row.service,
  // A frozen database is behind as well: the word that says why.
  kind: row.is_frozen ? 'frozen' : 'behind',
  publishedAt: new Date(row.published_at).toISOString(),
  behindMs: row.is_frozen ? 0 : (row.behind_ms ?? 0),
  checks: row.checks,
});

/** One device's dates with what moved, and its signature notes. */
export function deviceRenewalsView(
  rows: readonly RenewalRow[],
  signatures: readonly SignatureNoteRow[],
  rules: ExpiryRules,
): DeviceRenewals {
  const lastMove = (bundle: Bundle): RenewalRow | undefined =>
    rows
      .filter((row) => row.movedAt !== null && bundle.items.includes(row.item))
      .toSorted((a, b) => (b.movedAt ?? 0) - (a.movedAt ?? 0))[0];
  return {
    asOf: new Date(rules.now).toISOString(),
    zone: rules.zone,
    bundles: bundlesOf(rows, rules).map((bundle) => {
      const move = lastMove(bundle);
      return {
        ...toBundle(bundle),
        movedFrom: isoOrNull(move?.movedFrom ?? null),
        movedAt: isoOrNull(move?.movedAt ?? null),
      };
    }),
    undated: rows.flatMap((row) => (row.endsAt === null && isHeld(row.value) ? [row.name] : [])),
    signatures: signatures.map(noteOf),
  };
}

/** By device, each kind once. */
export function freshnessView(rows: readonly SignatureNoteRow[]): FleetFreshness {
  const devices = new Map<string, Set<'frozen' | 'behind'>>();
  for (const row of rows) {
    const kinds = devices.get(row.device_id) ?? new Set();
    kinds.add(noteOf(row).kind);
    devices.set(row.device_id, kinds);
  }
  return { items: [...devices].map(([deviceId, kinds]) => ({ deviceId, kinds: [...kinds] })) };
}
