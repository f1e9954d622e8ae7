import { Injectable } from '@nestjs/common';
import { notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents, type NewEvent } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { lockCustomer, removalCounts, removeCustomerRows } from '../store/removal.repo.js';

/** Ends everything Firewatch does for a customer, in one transaction. */
@Injectable()
export class CustomerRemovalDesk {
  async remove(
    tx: Tx,
    caller: Caller,
    id: string,
    asked: { readonly name: string; readonly reason: string },
  ): Promise<void> {
    const customer = await lockCustomer(tx, id);
    const counts = customer && (await removalCounts(tx, id));
    if (!counts) throw notFound('customer');
    const { name, ...took } = counts;
    if (asked.name.trim() !== name)
      throw wrongField('name', `is not the name of this customer; type ${name} to remove it`);
    const { removed, destroyed } = await removeCustomerRows(tx, id);
    await audit(tx, caller, {
      action: 'customer.removed',
      subjectKind: 'customer',
      subjectId: id,
      customerId: id,
      detail: {
        name,
        reason: asked.reason,
        ...took,
        firewalls: removed.map((device) => device.name),
        destroyedCredentials: destroyed.map((set) => set.name),
      },
    });
    await tellOwners(tx, caller, {
      did: `removed the customer ${name} with ${removed.length} ${removed.length === 1 ? 'firewall' : 'firewalls'}`,
      lines: [
        `Reason: ${asked.reason}`,
        'Nothing is read there any more, nobody is told when protection ends, and its own credentials are destroyed.',
        'The history is hidden for 30 days, then deleted. It cannot be brought back.',
      ],
      path: '/customers',
    });
    await appendEvents(tx, [
      ...removed.map((device): NewEvent => ({
        type: 'inventory.changed',
        customerId: id,
        deviceId: device.id,
        payload: { action: 'device.removed', by: caller.name },
      })),
      { type: 'waiting.changed', customerId: id, payload: {} },
      { type: 'people.changed', customerId: null, payload: {} },
    ]);
  }
}
