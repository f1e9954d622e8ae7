import type { Role } from '@firewatch/shared/wire/access';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../platform/http/request-call.js';
import type { Access } from '../platform/http/request-route.js';
import { mayCall, refusalOf } from './access.rules.js';

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

describe('what a token may call', () => {
  const token = (kind: 'full' | 'read' | 'wall', role: Role = 'owner'): Caller => ({
    ...caller(role, 'all'),
    token: { id: 't', prefix: 'abc', kind },
  });
  const get = { method: 'GET', access: 'owner' } as const;
  const post = { method: 'POST', access: 'owner' } as const;

  it.each([
    ['full', get, true],
    ['full', post, true],
    ['full', { ...post, onlySession: true }, false],
    ['read', get, true],
    ['read', post, false],
    ['wall', get, false],
    ['wall', { ...get, wall: true }, true],
    ['wall', { ...post, wall: true }, false],
  ] as const)('%s, %j: %s', (kind, asked, may) => {
    expect(refusalOf(token(kind), asked) === null).toBe(may);
  });

  it('does not lift its role', () => {
    expect(refusalOf(token('full', 'viewer'), post)).toBe('Your role does not allow this.');
  });
});

it('lets somebody who still has to set up the second factor do that and nothing else', () => {
  const waiting: Caller = { ...caller('owner', 'all'), mustEnrol: true };
  expect(refusalOf(waiting, { method: 'GET', access: 'signed-in' })).toMatch(
    /^Set up your second factor first/,
  );
  expect(refusalOf(waiting, { method: 'GET', access: 'signed-in', beforeFactor: true })).toBeNull();
});
