import { includesRole } from '@firewatch/shared/domain/roles';
import type { Caller } from '../platform/http/request-call.js';
import type { Access, RouteDefinition } from '../platform/http/request-route.js';

type Asked = Pick<RouteDefinition, 'method' | 'access' | 'wall' | 'onlySession' | 'beforeFactor'>;

/** May somebody of this role and scope use a route of this access? Public ones are not asked about. */
export function mayCall(caller: Pick<Caller, 'role' | 'scope'>, access: Exclude<Access, 'public'>): boolean {
  switch (access) {
    case 'signed-in':
      return true;
    case 'everything':
      return caller.scope === 'all';
    case 'operator':
    case 'approver':
    case 'engineer':
      return includesRole(caller.role, access);
    case 'owner':
    case 'inside':
      return caller.role === 'owner';
  }
}

const ENROL_FIRST =
  'Set up your second factor first, on the page My account: the owners of this Firewatch require it.';
const TOKEN_RULES: Readonly<Record<'read' | 'wall', string>> = {
  read: 'This token may only read.',
  wall: 'This token may only read what the wallboard shows.',
};

/** Why this caller may not use this route, in one sentence; null = they may. */
export function refusalOf(caller: Caller, route: Asked): string | null {
  if (route.access === 'public') return null;
  const kind = caller.token?.kind;
  if (kind === 'wall' && !(route.wall && route.method === 'GET')) return TOKEN_RULES.wall;
  if (kind === 'read' && route.method !== 'GET') return TOKEN_RULES.read;
  if (kind !== undefined && route.onlySession) return 'A token may not do this; sign in as a person.';
  if (caller.mustEnrol && !route.beforeFactor) return ENROL_FIRST;
  return mayCall(caller, route.access) ? null : 'Your role does not allow this.';
}
