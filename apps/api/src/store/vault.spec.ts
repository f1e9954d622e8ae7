import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keysFromPrivate, rawPublicKey, toPublicKey } from './seal-key.js';
import { Vault, type SealedAs } from './vault.js';

const raw = createHash('sha256').update('one').digest();
const vault = new Vault(keysFromPrivate(raw));
const as: SealedAs = { purpose: 'credential-set', recordId: '5f0c', field: 'sealed', version: 3 };
const secret = { user: 'admin', password: 'correct horse' };

const outcome = (bytes: Uint8Array, where: SealedAs = as, by = vault) => {
  try {
    return by.unseal(bytes, where);
  } catch (error) {
    return error instanceof Error && 'fault' in error ? error.fault : error;
  }
};

describe('Vault', () => {
  it('gives back what was sealed, and seals the same twice to different bytes', () => {
    const [one, two] = [vault.seal(secret, as), vault.seal(secret, as)];
    expect(outcome(one)).toEqual(secret);
    expect(one.equals(two)).toBe(false);
    expect(one.includes('correct horse')).toBe(false);
  });

  it('lets a process that has only the public key seal but not open', () => {
    const sealer = new Vault({
      publicKey: toPublicKey(rawPublicKey(keysFromPrivate(raw).publicKey)),
      privateKey: null,
    });
    const sealed = sealer.seal(secret, as);
    expect([sealer.canUnseal, outcome(sealed, as, sealer), outcome(sealed)]).toEqual([
      false,
      'no-key',
      secret,
    ]);
  });

  it('refuses a flipped bit at every one of its bytes', () => {
    const sealed = vault.seal(secret, as);
    const answers = Array.from(sealed, (_, at) => {
      const changed = Buffer.from(sealed);
      // The top bit of an X25519 key is ignored by definition (RFC 7748), so the lowest is turned.
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      return outcome(changed);
    });
    expect(answers[0]).toBe('not-a-seal');
    expect(new Set(answers.slice(1))).toEqual(new Set(['refused']));
  });

  it.each([1, 4, 12, 16, 60])('refuses a copy cut by %i bytes', (cut) => {
    const sealed = vault.seal(secret, as);
    expect(['refused', 'not-a-seal']).toContain(outcome(sealed.subarray(0, sealed.length - cut)));
  });

  it.each([
    ['another row', { ...as, recordId: '5f0d' }],
    ['another purpose', { ...as, purpose: 'channel' }],
    ['another field', { ...as, field: 'other' }],
    ['an older version put back', { ...as, version: 4 }],
    ['the same letters split otherwise', { ...as, purpose: 'credential-set5', recordId: 'f0c' }],
  ])('refuses %s', (_, where) => {
    expect(outcome(vault.seal(secret, as), where)).toBe('refused');
  });

  it('refuses a seal made for another key', () => {
    const other = new Vault(generateKeyPairSync('x25519'));
    expect(outcome(other.seal(secret, as))).toBe('refused');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from(JSON.stringify(secret))],
    ['an unknown format', Buffer.concat([Buffer.of(2), Buffer.alloc(200)])],
  ])('says that %s is not a seal', (_, bytes) => {
    expect(outcome(bytes)).toBe('not-a-seal');
  });
});
