import { z } from 'zod';
import { id, instant } from './primitives.js';

const count = z.number().int();
export const counts = z.object({
  total: count,
  protecting: count,
  weakened: count,
  exposed: count,
  blocking: count,
  unknown: count,
  offByPolicy: count,
  notApplicable: count,
});
export type Counts = z.infer<typeof counts>;

/** A device counts under its worst shown service. */
export const fleetSummary = z.object({
  devices: counts,
  suspected: count,
  customers: count,
  customersAffected: count,
  vendors: count,
  openIncidents: z.object({
    fleet: count,
    device: count,
    noData: count,
    identity: count,
    credential: count,
    unacknowledged: count,
  }),
  oldestReadingAt: instant.nullable(),
  /** Set while reads start later than their slots by more than an interval. */
  pollingBehindSeconds: z.number().nullable(),
  asOf: instant,
});
export type FleetSummary = z.infer<typeof fleetSummary>;

export const fleetHistoryQuery = z.object({
  hours: z.coerce.number().int().min(1).max(168).default(24),
  customer: id.optional(),
});
/** Steps: each point holds until the next. */
export const fleetHistory = z.object({
  from: instant,
  to: instant,
  points: z.array(counts.extend({ at: instant })),
  firstLossAt: instant.nullable(),
});
export type FleetHistory = z.infer<typeof fleetHistory>;
