import { describe, expect, it } from 'vitest';
import { Passwords } from './passwords.js';

describe('Passwords', () => {
  it('lets in whoever knows the password, and nobody without one', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches(stored, 'correct horse battery')).toBe(true);
    expect(await passwords.matches(stored, 'wrong password here')).toBe(false);
    expect(await passwords.matches(null, 'correct horse battery')).toBe(false);
  });
});
