import { z } from 'zod';
import { id, instant, service } from './primitives.js';

const count = z.number().int();

/** Rung of the ladder: at most so many calendar days left, or it ended. */
export const expiryStep = z.union([count.positive(), z.literal('grace'), z.literal('expired')]);

/** Licences of one firewall that end on one day. */
export const renewalBundle = z.object({
  names: z.array(z.string()),
  /** Null = the firewall says it ended, without a date. */
  endsAt: instant.nullable(),
  /** Calendar days in `zone`; negative = ended. Null without a date. */
  daysLeft: count.nullable(),
  /** Null = further off than the first rung. */
  step: expiryStep.nullable(),
});
export type RenewalBundle = z.infer<typeof renewalBundle>;

export const renewalDevice = z.object({
  id,
  name: z.string(),
  siteName: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  bundles: z.array(renewalBundle),
});
export type RenewalDevice = z.infer<typeof renewalDevice>;

export const renewalCustomer = z.object({ id, name: z.string(), devices: z.array(renewalDevice) });
export type RenewalCustomer = z.infer<typeof renewalCustomer>;

/** Firewalls, each counted once per line; `within…` cumulative, what ended is not among them. */
export const renewalTotals = z.object({
  devices: count,
  expired: count,
  grace: count,
  within30: count,
  within60: count,
  within90: count,
  /** Licensed, and no end date readable. */
  undated: count,
});
export type RenewalTotals = z.infer<typeof renewalTotals>;

export const RENEWAL_WINDOWS = ['30', '60', '90', 'all'] as const;
export const renewalsQuery = z.object({
  /** Ends within so many days; what ended is always listed. */
  within: z.enum(RENEWAL_WINDOWS).default('90'),
  customer: id.optional(),
});
export const renewals = z.object({
  asOf: instant,
  /** Zone in which days are counted. */
  zone: z.string(),
  /** Over all dates of the scope (or of `customer`), whatever `within` asks for. */
  totals: renewalTotals,
  /** The customer with the first end first. */
  customers: z.array(renewalCustomer),
  /** Licensed firewalls that give no end date. */
  undated: z.array(z.object({ id, name: z.string(), customerId: id, customerName: z.string() })),
});
export type Renewals = z.infer<typeof renewals>;

const signatureNote = z.object({
  service,
  kind: z.enum(['frozen', 'behind']),
  publishedAt: instant,
  /** Ms behind the median of its sisters; 0 for a frozen one. */
  behindMs: z.number(),
  /** Updates tried since the database last changed. */
  checks: count,
});
export type SignatureNote = z.infer<typeof signatureNote>;

/** What one firewall is entitled to, and what is odd about its signatures. */
export const deviceRenewals = z.object({
  asOf: instant,
  zone: z.string(),
  bundles: z.array(
    renewalBundle.extend({
      /** The end before it last moved, and when we saw it move. */
      movedFrom: instant.nullable(),
      movedAt: instant.nullable(),
    }),
  ),
  /** Licensed without an end date, by name. */
  undated: z.array(z.string()),
  signatures: z.array(signatureNote),
});
export type DeviceRenewals = z.infer<typeof deviceRenewals>;

/** Firewalls whose signatures are not kept up, for the filter of the fleet table. */
export const fleetFreshness = z.object({
  items: z.array(z.object({ deviceId: id, kinds: z.array(z.enum(['frozen', 'behind'])) })),
});
export type FleetFreshness = z.infer<typeof fleetFreshness>;
