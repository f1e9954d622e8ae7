import { describe, expect, it } from 'vitest';
import { expectedResponse, NonceTable, parseDigest, type DigestAlgorithm } from './digest.js';

// RFC 7616 3.9.1
const header = (algorithm: string, response: string): string =>
  `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm}, ` +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
  'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ' +
  `response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

const VECTORS: readonly [DigestAlgorithm, string][] = [
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
];

describe('digest', () => {
  it.each(VECTORS)('computes the %s response of RFC 7616 3.9.1', (algorithm, response) => {
    const digest = parseDigest(header(algorithm, response));
    if (!digest) throw new Error('the header was not read');
    const input = { algorithm, method: 'GET', password: 'Circle of Life', body: Buffer.alloc(0), digest };
    expect(expectedResponse(input)).toBe(response);
    expect(expectedResponse({ ...input, password: 'Circle of life' })).not.toBe(response);
    expect(expectedResponse({ ...input, method: 'POST' })).not.toBe(response);
  });

  it('binds the body under auth-int and not under auth', () => {
    const read = parseDigest(header('MD5', '0'.repeat(32)));
    if (!read) throw new Error('the header was not read');
    const of = (qop: string, body: string): string =>
      expectedResponse({
        algorithm: 'MD5',
        method: 'POST',
        password: 'p',
        body: Buffer.from(body),
        digest: { ...read, qop },
      });
    expect(of('auth', 'a')).toBe(of('auth', 'b'));
    expect(of('auth-int', 'a')).not.toBe(of('auth-int', 'b'));
  });

  it.each([
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['no nonce', 'Digest username="u", uri="/", nc=00000001, cnonce="c", qop=auth, response="r"'],
    [
      'a count that is not 8 hex digits',
      'Digest username="u", uri="/", nonce="n", nc=1, cnonce="c", qop=auth, response="r"',
    ],
  ])('reads nothing from a header with %s', (_what, text) => {
    expect(parseDigest(text)).toBeNull();
  });

  it('takes a nonce once per rising count, for 5 minutes, and knows at most 10', () => {
    const table = new NonceTable();
    const nonce = table.issue(0);
    expect(table.accept(nonce, '00000001', 1_000)).toBe(true);
    expect(table.accept(nonce, '00000001', 1_000)).toBe(false);
    expect(table.accept(nonce, '00000002', 300_000)).toBe(true);
    expect(table.accept(nonce, '00000003', 300_001)).toBe(false);
    const old = table.issue(0);
    for (let i = 0; i < 10; i += 1) table.issue(0);
    expect(table.accept(old, '00000001', 0)).toBe(false);
    expect(table.accept('never issued', '00000001', 0)).toBe(false);
  });
});
