import { wrongField } from '../platform/http/problem.js';
import type { Tx } from '../store/database.js';
import { findGroup } from '../store/groups.repo.js';

/** @throws Refusal where the group is not there, or not for devices of this customer. */
export async function checkGroup(tx: Tx, groupId: string | null, customerId: string): Promise<void> {
  if (groupId === null) return;
  const group = await findGroup(tx, groupId);
  if (!group) throw wrongField('groupId', 'there is no such group');
  if (group.customerId !== null && group.customerId !== customerId)
    throw wrongField('groupId', `the group ${group.name} is for devices of another customer`);
}
