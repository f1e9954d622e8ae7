import { threshold } from './fleet.js';
import type { CohortKey } from './incident.js';
import type { Policy } from './policy.js';

/** An open incident about unknown certificates. Instants epoch ms. */
export interface OpenStrangers {
  readonly id: string;
  readonly cohort: CohortKey | null;
  /** When the last of its devices showed an unknown certificate. */
  readonly lastMetAt: number;
  /** Those not approved yet. */
  readonly members: readonly { readonly deviceId: string; readonly customerId: string }[];
}

export interface StrangerInput {
  /** It shows a certificate that nobody approved. */
  readonly device: {
    readonly deviceId: string;
    readonly customerId: string;
    readonly cohort: CohortKey;
    readonly metAt: number;
  };
  /** Devices watched in its cohort. */
  readonly cohortSize: number;
  /** Oldest first. */
  readonly open: readonly OpenStrangers[];
}

export type StrangerChange =
  /** In one already: only what it shows may have changed. */
  | { readonly type: 'amend'; readonly incidentId: string }
  /** `absorbs`: incidents whose devices become members of the same one. */
  | { readonly type: 'join'; readonly incidentId: string; readonly absorbs: readonly string[] }
  | { readonly type: 'open' };

/**
 * What becomes of a device that shows an unknown certificate. Renewals come in batches: at one customer every further
 * box belongs to the same incident; over several customers, as soon as together they are as many as a fleet incident
 * asks for. Each within the fleet's window after the last box met.
 * Shape   the device and the open incidents -> one change; the oldest incident takes over the others.
 */
export function groupStrangers(input: StrangerInput, policy: Policy): StrangerChange {
  const { device, open } = input;
  const own = open.find((one) => one.members.some((member) => member.deviceId === device.deviceId));
  if (own) return { type: 'amend', incidentId: own.id };
  const near = open.filter(
    (one) => one.cohort === device.cohort && Math.abs(device.metAt - one.lastMetAt) <= policy.fleet.windowMs,
  );
  const [oldest] = near;
  const together = new Set(near.flatMap((one) => one.members.map((member) => member.deviceId)));
  const isWave = together.size + 1 >= threshold(input.cohortSize, policy);
  const isWide = near.some((one) => new Set(one.members.map((member) => member.customerId)).size > 1);
  if (oldest && (isWave || isWide)) {
    return { type: 'join', incidentId: oldest.id, absorbs: near.slice(1).map((one) => one.id) };
  }
  const sameCustomer = near.find((one) =>
    one.members.some((member) => member.customerId === device.customerId),
  );
  return sameCustomer ? { type: 'join', incidentId: sameCustomer.id, absorbs: [] } : { type: 'open' };
}

/**
 * First notice of an incident in which boxes arrive one by one, each at its own turn of the interval: not before all
 * of them could be met, so that one message tells the whole. Nothing is lost by waiting: reading has stopped, nothing
 * is sent, and what was believed is shown with its age. Epoch ms.
 */
export const collectedAt = (openedAt: number, policy: Policy): number => openedAt + policy.collect.forMs;
