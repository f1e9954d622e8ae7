import { verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Passwords } from './passwords.js';

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return { ...real, verify: vi.fn(real.verify) };
});

const costOf = (hash: unknown): string => String(hash).split('$').slice(1, 4).join('$');

describe('Passwords', () => {
  beforeEach(() => vi.mocked(verify).mockClear());

  it('does the same work for nobody as for somebody: 1 check against a hash of the same cost', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('correct horse battery');
    expect(await passwords.matches(stored, 'wrong password here')).toBe(false);
    expect(await passwords.matches(null, 'wrong password here')).toBe(false);
    const checked = vi.mocked(verify).mock.calls.map(([hash]) => costOf(hash));
    expect(checked).toEqual([costOf(stored), costOf(stored)]);
    expect(costOf(stored)).toBe('argon2id$v=19$m=19456,t=2,p=1');
  });

  it('lets in whoever knows the password, and nobody without one', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('correct horse battery');
    expect(await passwords.matches(stored, 'correct horse battery')).toBe(true);
    expect(await passwords.matches(null, 'correct horse battery')).toBe(false);
  });
});
