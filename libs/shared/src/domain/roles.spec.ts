import { describe, expect, it } from 'vitest';
import { commonRole, includesRole, needsSecondFactor, ROLES, rolesWithin } from './roles.js';

describe('roles', () => {
  it.each([
    ['viewer', ['viewer']],
    ['operator', ['operator', 'viewer']],
    ['approver', ['operator', 'approver', 'viewer']],
    ['engineer', ['engineer', 'operator', 'viewer']],
    ['owner', ['owner', 'engineer', 'operator', 'approver', 'viewer']],
  ] as const)('%s may hand on %j', (role, expected) => {
    expect(rolesWithin(role)).toEqual(expected);
  });

  it('gives two roles together no more than each of them has', () => {
    for (const one of ROLES)
      for (const other of ROLES) {
        const common = commonRole(one, other);
        expect([one, other].every((role) => includesRole(role, common))).toBe(true);
        expect(commonRole(other, one)).toBe(common);
      }
    expect(commonRole('approver', 'engineer')).toBe('operator');
  });

  it('asks owner and engineer for a second factor', () => {
    expect(ROLES.filter(needsSecondFactor)).toEqual(['owner', 'engineer']);
  });
});
