import { unionMinutes } from '@firewatch/shared/domain/exposure';
import type { ExposureReport } from '@firewatch/shared/wire/reports';
import type { Tx } from './database.js';

interface Stretch {
  readonly customer_id: string;
  readonly device_id: string;
  readonly kind: 'exposed' | 'weakened' | 'blind';
  readonly from_at: number;
  readonly to_at: number | null;
}

/** Seconds of the union of what lies inside the window. */
export function secondsInside(
  stretches: readonly Pick<Stretch, 'from_at' | 'to_at'>[],
  window: { readonly from: number; readonly to: number },
): number {
  const cut = stretches.map((one) => ({ from: Math.max(one.from_at, window.from), until: one.to_at }));
  return Math.round(unionMinutes(cut, window.to) * 60);
}

/** Per customer the length of the union over devices and services; a customer with nothing is listed with zeros. */
export async function exposureReport(
  tx: Tx,
  window: { readonly from: number; readonly to: number; readonly asOf: number },
): Promise<ExposureReport> {
  const params = [new Date(window.from), new Date(window.to)];
  const during = '(to_at is null or to_at > $1) and from_at < $2';
  const stretches = await tx.query<Stretch>(
    `select customer_id, device_id, kind, from_at, to_at from exposures where ${during}
     union all select customer_id, device_id, 'blind', from_at, to_at from blind_spells where ${during}`,
    params,
  );
  const customers = await tx.query<{ id: string; name: string }>(
    'select id, name from customers order by lower(name), id',
  );
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    from: iso(window.from),
    to: iso(window.to),
    asOf: iso(window.asOf),
    customers: customers.map((customer) => {
      const own = stretches.filter((one) => one.customer_id === customer.id);
      const seconds = (kind: Stretch['kind']): number =>
        secondsInside(
          own.filter((one) => one.kind === kind),
          window,
        );
      return {
        customerId: customer.id,
        customerName: customer.name,
        exposedSeconds: seconds('exposed'),
        weakenedSeconds: seconds('weakened'),
        blindSeconds: seconds('blind'),
        deviceCount: new Set(own.filter((one) => one.kind !== 'blind').map((one) => one.device_id)).size,
      };
    }),
  };
}
