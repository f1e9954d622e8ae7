import { expect, it } from 'vitest';
import { START } from '../spec-support.js';
import { CertificateMaker } from './certificate.js';
import { ContextCache } from './context-cache.js';

it('keeps one context per certificate and TLS version, of the first 1,000, and makes the others anew', () => {
  const cache = new ContextCache();
  const certificate = new CertificateMaker().make({ serial: '2CB8ED010001', address: '127.16.1.1' }, START);
  // Another name in the cache is enough: what a context holds is not looked at.
  const box = (index: number): typeof certificate => ({ ...certificate, fingerprint256: String(index) });
  const first = cache.of(box(0), 'modern');
  expect(cache.of(box(0), 'modern')).toBe(first);
  expect(cache.of(box(0), 'tls1.2')).not.toBe(first);
  for (let i = 1; i < ContextCache.KEPT; i += 1) cache.of(box(i), 'modern');
  expect(cache.size).toBe(ContextCache.KEPT);
  expect(cache.of(box(0), 'modern')).toBe(first);
  const late = cache.of(box(ContextCache.KEPT), 'modern');
  expect(cache.of(box(ContextCache.KEPT), 'modern')).not.toBe(late);
  expect(cache.size).toBe(ContextCache.KEPT);
});
