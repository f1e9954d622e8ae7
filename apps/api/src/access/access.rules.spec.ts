import type { Role } from '@firewatch/shared/wire/access';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../platform/http/request-call.js';
import type { Access } from '../platform/http/request-route.js';
import { mayCall } from './access.rules.js';

const ACCESSES = ['signed-in', 'everything', 'operator', 'engineer', 'owner', 'inside'] as const;
const caller = (role: Role, scope: Caller['scope']): Caller => ({
  personId: 'p',
  email: 'e',
  name: 'n',
  role,
  scope,
});
const allowed = (one: Caller): readonly Access[] => ACCESSES.filter((access) => mayCall(one, access));

describe('what a role may call', () => {
  it.each([
    ['viewer', ['c1'], ['signed-in']],
    ['viewer', 'all', ['signed-in', 'everything']],
    ['operator', ['c1'], ['signed-in', 'operator']],
    ['approver', ['c1'], ['signed-in', 'operator']],
    ['engineer', ['c1'], ['signed-in', 'operator', 'engineer']],
    ['owner', 'all', [...ACCESSES]],
  ] as const)('%s with scope %s: %j', (role, scope, expected) => {
    expect(allowed(caller(role, scope))).toEqual(expected);
  });
});
