import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { START } from '../spec-support.js';
import { CertificateMaker, KEY_PAIRS, keyFingerprintOf } from './certificate.js';

const DAY_MS = 86_400_000;
const place = { serial: '2CB8ED010001', address: '127.16.1.1' };

describe('certificates', () => {
  it('are signed by their own key, name the address and last ten years', () => {
    const made = new CertificateMaker().make(place, START);
    const read = new X509Certificate(made.cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.subject.split('\n')).toEqual([
      'CN=127.16.1.1',
      'O=HTTPS Management Certificate for SonicWALL (self-signed)',
    ]);
    expect(read.issuer).toBe(read.subject);
    expect(read.serialNumber).toMatch(/^012CB8ED010001/);
    expect(read.fingerprint256).toBe(made.fingerprint256);
    expect([read.validFromDate.getTime(), read.validToDate.getTime()]).toEqual([
      START - DAY_MS,
      START + 3_650 * DAY_MS,
    ]);
  });

  it('write years from 2050 with four digits', () => {
    const made = new CertificateMaker().make(place, Date.UTC(2045, 0, 1));
    expect(new X509Certificate(made.cert).validToDate.getUTCFullYear()).toBe(2054);
  });

  it(`differ on every box while ${KEY_PAIRS} keys go round`, () => {
    const maker = new CertificateMaker();
    const made = Array.from({ length: KEY_PAIRS + 1 }, () => maker.make(place, START));
    expect(new Set(made.map(({ fingerprint256 }) => fingerprint256)).size).toBe(KEY_PAIRS + 1);
    expect(new Set(made.map(keyFingerprintOf)).size).toBe(KEY_PAIRS);
    expect(made.at(-1)?.key).toBe(made[0]?.key);
  });

  it('are renewed with the same key or certainly with another, though the round comes back to it', () => {
    const maker = new CertificateMaker();
    const made = Array.from({ length: KEY_PAIRS }, () => maker.make(place, START));
    const [first] = made;
    if (!first) throw new Error('nothing made');
    const same = maker.renew(first, place, true, START);
    const other = maker.renew(first, place, false, START);
    expect([same.key === first.key, same.fingerprint256 === first.fingerprint256]).toEqual([true, false]);
    expect(other.key).not.toBe(first.key);
  });
});
