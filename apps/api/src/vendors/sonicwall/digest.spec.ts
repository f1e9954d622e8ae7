import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestAuthorization, parseChallenges, strongestDigest, type DigestChallenge } from './digest.js';

const RFC = {
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
  isStale: false,
} as const;
const CALL = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  body: '',
};
const responseOf = (header: string): string | undefined => /response="([0-9a-f]+)"/.exec(header)?.[1];

describe('digestAuthorization', () => {
  it.each([
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ] as const)('gives the response of RFC 7616 3.9.1 for %s', (algorithm, response) => {
    const header = digestAuthorization({ ...RFC, algorithm, qop: 'auth' }, CALL);
    expect(responseOf(header)).toBe(response);
    expect(header).toContain('qop=auth, nc=00000001');
    expect(header).toContain(`opaque="${RFC.opaque}"`);
  });

  it('gives the response of RFC 2069 2.4 (as corrected) when the box names no qop', () => {
    const challenge: DigestChallenge = {
      algorithm: 'MD5',
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      isStale: false,
    };
    const header = digestAuthorization(challenge, { ...CALL, password: 'CircleOfLife' });
    expect(responseOf(header)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(header).not.toMatch(/qop|cnonce|opaque/);
  });

  it('mixes both nonces into the secret for the -sess forms', () => {
    const plain = digestAuthorization({ ...RFC, algorithm: 'SHA-256', qop: 'auth' }, CALL);
    const sess = digestAuthorization({ ...RFC, algorithm: 'SHA-256-sess', qop: 'auth' }, CALL);
    expect(responseOf(sess)).not.toBe(responseOf(plain));
    expect(sess).toContain('algorithm=SHA-256-sess');
  });

  it('escapes quotes and backslashes of user names', () => {
    const header = digestAuthorization(
      { ...RFC, algorithm: 'MD5', qop: 'auth' },
      { ...CALL, user: 'a"b\\c' },
    );
    expect(header.startsWith('Digest username="a\\"b\\\\c", ')).toBe(true);
  });
});

describe('parseChallenges', () => {
  it('splits several challenges in one header and in several headers', () => {
    const one = 'Digest realm="a, b", qop="auth,auth-int", nonce="n\\"1", algorithm=SHA-256, Basic realm="x"';
    expect(parseChallenges([one, 'CHAP'])).toEqual([
      {
        scheme: 'digest',
        params: { realm: 'a, b', qop: 'auth,auth-int', nonce: 'n"1', algorithm: 'SHA-256' },
      },
      { scheme: 'basic', params: { realm: 'x' } },
      { scheme: 'chap', params: {} },
    ]);
    expect(parseChallenges(undefined)).toEqual([]);
  });

  it('ends on any text, however odd', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(parseChallenges(text))),
      { numRuns: 2_000 },
    );
    const hostile = `Digest ${'a="\\'.repeat(20_000)}`;
    const before = performance.now();
    expect(parseChallenges(hostile)).toEqual([{ scheme: 'digest', params: { a: 'a=' } }]);
    expect(performance.now() - before).toBeLessThan(200);
  });
});

describe('strongestDigest', () => {
  const digest = (params: string): string => `Digest realm="r", nonce="${params.length}", ${params}`;
  it.each([
    [
      'SHA-256 before MD5',
      [digest('algorithm=MD5, qop="auth"'), digest('algorithm=SHA-256, qop="auth"')],
      'SHA-256',
    ],
    ['an algorithm without a name as MD5', [digest('qop="auth"')], 'MD5'],
    ['auth among several qops', [digest('algorithm=md5, qop="auth-int, auth"')], 'MD5'],
    [
      'SHA-256 that enforces auth-int before MD5',
      [digest('algorithm=SHA-256, qop="auth-int"'), digest('algorithm=MD5, qop="auth"')],
      'SHA-256',
    ],
    ['nothing where only an unknown qop is offered', [digest('algorithm=SHA-256, qop="auth-x"')], undefined],
    ['nothing for an unknown algorithm', [digest('algorithm=SHA-512-256, qop="auth"')], undefined],
    ['nothing without a nonce', ['Digest realm="r", qop="auth"'], undefined],
    ['nothing from Basic', ['Basic realm="r"'], undefined],
  ])('chooses %s', (_what, headers, algorithm) => {
    expect(strongestDigest(parseChallenges(headers))?.algorithm).toBe(algorithm);
  });

  it('takes plain auth where both are offered', () => {
    const both = parseChallenges(digest('algorithm=MD5, qop="auth-int,auth"'));
    expect(strongestDigest(both)?.qop).toBe('auth');
  });

  it('tells a stale nonce from a wrong password', () => {
    expect(strongestDigest(parseChallenges(digest('qop="auth", stale=TRUE')))?.isStale).toBe(true);
    expect(strongestDigest(parseChallenges(digest('qop="auth", stale=false')))?.isStale).toBe(false);
  });
});
