import type { Role } from '@firewatch/shared/wire/access';
import type { Caller } from '../platform/http/request-call.js';
import type { Access } from '../platform/http/request-route.js';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, approver: 2, engineer: 2, owner: 3 };
/** May this person use a route of this access? Public ones are not asked about. */
export function mayCall(caller: Caller, access: Exclude<Access, 'public'>): boolean {
  switch (access) {
    case 'signed-in':
      return true;
    case 'everything':
      return caller.scope === 'all';
    case 'operator':
      return RANK[caller.role] >= RANK.operator;
    case 'engineer':
      return caller.role === 'engineer' || caller.role === 'owner';
    case 'owner':
    case 'inside':
      return caller.role === 'owner';
  }
}
