import { Injectable } from '@nestjs/common';
import { notFound } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { removeDevices } from '../store/removal.repo.js';

/** Names in a message; the rest is counted. */
const NAMED = 20;

/** Ends the watch over firewalls: told to the owners, because nobody hears of them any more. */
@Injectable()
export class RemovalDesk {
  /** @returns how many were watched until now. */
  async remove(tx: Tx, caller: Caller, deviceIds: readonly string[], reason: string): Promise<number> {
    const { removed, destroyed } = await removeDevices(tx, deviceIds);
    const [first] = removed;
    if (!first) throw notFound('device');
    for (const device of removed) {
      const own = destroyed.filter((set) => set.id === device.credentialSetId);
      await audit(tx, caller, {
        action: 'device.removed',
        subjectKind: 'device',
        subjectId: device.id,
        customerId: device.customerId,
        detail: { name: device.name, reason, destroyedCredentials: own.map((set) => set.name) },
      });
    }
    const names = removed.map((device) => device.name).sort();
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    await tellOwners(tx, caller, {
      did:
        removed.length === 1 ? `removed the firewall ${first.name}` : `removed ${removed.length} firewalls`,
      lines: [
        ...(removed.length === 1 ? [] : [`${names.slice(0, NAMED).join(', ')}${more}.`]),
        `Reason: ${reason}`,
        'Nothing is read there any more and nobody is told when protection ends.',
        'The history is hidden for 30 days, then deleted. It cannot be brought back; a firewall can be added anew.',
      ],
      path: '/',
    });
    await appendEvents(
      tx,
      removed.map(({ id, customerId }) => ({
        type: 'inventory.changed',
        customerId,
        deviceId: id,
        payload: { action: 'device.removed', by: caller.name },
      })),
    );
    return removed.length;
  }
}
