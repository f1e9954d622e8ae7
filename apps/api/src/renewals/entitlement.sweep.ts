import { dateMoves, entitlementsOf } from '@firewatch/shared/domain/expiry-facts';
import { watchSignatures } from '@firewatch/shared/domain/freshness';
import type { Policy } from '@firewatch/shared/domain/policy';
import { SERVICES } from '@firewatch/shared/domain/service';
import { isSame } from '@firewatch/shared/domain/structural';
import type { Database, Tx } from '../store/database.js';
import {
  changedDevices,
  knownEntitlements,
  lockRenewals,
  storeEntitlements,
  storeLooks,
  type ChangedDevice,
  type EntitlementChange,
} from '../store/entitlements.repo.js';
import { appendEvents, type NewEvent } from '../store/events.repo.js';
import { knownWatches, storeWatches, watchKey, type WatchChange } from '../store/signature-watches.repo.js';

/** Devices in one transaction. */
const DEVICES_PER_LOOK = 500;

const idsOf = (devices: readonly ChangedDevice[]): string[] => devices.map((device) => device.id);

async function entitlementChanges(
  tx: Tx,
  devices: readonly ChangedDevice[],
  policy: Policy,
): Promise<readonly EntitlementChange[]> {
  const known = await knownEntitlements(tx, idsOf(devices));
  return devices.flatMap((device) => {
    const before = known.get(device.id) ?? [];
    const now = entitlementsOf(device.core, before);
    const byItem = (list: readonly { item: string }[]) =>
      Object.fromEntries(list.map((one) => [one.item, one]));
    if (isSame(byItem(before), byItem(now))) return [];
    const moves = dateMoves(before, now, policy.expiry);
    return [{ deviceId: device.id, customerId: device.customer_id, now, moves }];
  });
}

async function watchChanges(
  tx: Tx,
  devices: readonly ChangedDevice[],
  policy: Policy,
): Promise<readonly WatchChange[]> {
  const known = await knownWatches(tx, idsOf(devices));
  return devices.flatMap((device) =>
    SERVICES.flatMap((service) => {
      const before = known.get(watchKey(device.id, service)) ?? null;
      const watch = watchSignatures(before, device.core.facts[service]?.signatures, policy.signatures);
      if (isSame(before, watch)) return [];
      return [{ deviceId: device.id, customerId: device.customer_id, service, watch }];
    }),
  );
}

function eventsOf(changes: readonly EntitlementChange[]): NewEvent[] {
  const moved = changes.flatMap(({ deviceId, customerId, moves }) =>
    moves.map(({ names, from, to }) => ({
      type: 'licence.date-moved',
      customerId,
      deviceId,
      payload: { names, from, to },
    })),
  );
  const customers = [...new Set(changes.map((one) => one.customerId))];
  return [
    ...moved,
    ...customers.map((customerId) => ({ type: 'renewals.changed', customerId, payload: {} })),
  ];
}

/**
 * Takes what devices said since the last look into the tables of what ends when and of signature databases.
 * It reads stored states and writes its own rows: a read that is being judged never waits for it.
 */
export class EntitlementSweep {
  constructor(
    private readonly database: Database,
    private readonly policy: Policy,
  ) {}

  /** @returns whether more is waiting. */
  look(): Promise<boolean> {
    return this.database.asEngine(async (tx) => {
      if (!(await lockRenewals(tx))) return false;
      const devices = await changedDevices(tx, DEVICES_PER_LOOK);
      if (devices.length === 0) return false;
      const changes = await entitlementChanges(tx, devices, this.policy);
      await storeEntitlements(tx, changes);
      await storeWatches(tx, await watchChanges(tx, devices, this.policy));
      await storeLooks(tx, devices);
      await appendEvents(tx, eventsOf(changes));
      return devices.length === DEVICES_PER_LOOK;
    });
  }
}
