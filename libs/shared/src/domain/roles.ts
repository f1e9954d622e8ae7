/**
 * What a person may do: `viewer` reads; `operator` also acknowledges, writes notes, reads now, sets maintenance of at most 4 h;
 * `engineer` also firewalls, credentials, approvals and baselines; `approver` an operator who approves resynchronisation;
 * `owner` also people, channels, tokens of others and settings, at every customer.
 */
export const ROLES = ['owner', 'engineer', 'operator', 'approver', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  approver: ['viewer', 'operator', 'approver'],
  engineer: ['viewer', 'operator', 'engineer'],
  owner: ROLES,
};

/** Does `role` include everything `wanted` may do? */
export const includesRole = (role: Role, wanted: Role): boolean => INCLUDES[role].includes(wanted);

/** Roles that a person of this role may hand on, most first. */
export const rolesWithin = (role: Role): readonly Role[] => ROLES.filter((one) => includesRole(role, one));

/** What both may do: a token never does more than its person may today. */
export function commonRole(one: Role, other: Role): Role {
  if (includesRole(one, other)) return other;
  return includesRole(other, one) ? one : 'operator';
}

/** Who must have a second factor where the owners require it. */
export const needsSecondFactor = (role: Role): boolean => role === 'owner' || role === 'engineer';
