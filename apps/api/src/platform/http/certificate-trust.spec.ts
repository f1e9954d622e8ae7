import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TransportFailure, type Destination } from './device-transport.js';
import { makeIdentity, makeKeys, type Issue, type Keys, type TestIdentity } from './identity.builder.js';
import { PinnedTransport } from './pinned-transport.js';

const ALLOWED = [{ method: 'GET', path: /^\/a$/ }];
const running: Server[] = [];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  running.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

describe('by what a certificate is accepted', () => {
  const AUTHORITY = 'Example Authority';
  let authority: TestIdentity;
  let authorityKeys: Keys;
  let bytes = 0;

  beforeAll(async () => {
    authorityKeys = await makeKeys();
    authority = await makeIdentity(AUTHORITY, { keys: authorityKeys, isAuthority: true });
  });

  const issued = (issue: Issue): Promise<TestIdentity> =>
    makeIdentity('box', { by: { name: AUTHORITY, keys: authorityKeys }, ...issue });

  async function standing(identity: TestIdentity): Promise<number> {
    bytes = 0;
    const server = createServer({ key: identity.key, cert: identity.cert }, (_req, res) => res.end('ok'));
    server.on('secureConnection', (socket: Socket) =>
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length)),
    );
    return listen(server);
  }

  /** @returns why nothing was sent, or 'ok' when the request went through. */
  async function tryOut(
    port: number,
    trust: 'pin' | 'pin-key' | 'ca',
    { host = 'box.example', tls = 'modern', pins = [], keyPins = [] }: Partial<Destination> = {},
  ): Promise<string> {
    const named = new PinnedTransport({
      egress: { loopback: ['127.0.0.1/32'], ownListeners: [], ownAddresses: [] },
      resolve: async () => '127.0.0.1',
      extraAuthorities: authority.cert,
    });
    try {
      const to = { host, port, tls, trust, pins, keyPins };
      const connection = await named.open(to, ALLOWED, AbortSignal.timeout(3_000));
      const { text } = await connection.request({ method: 'GET', path: '/a' });
      await connection.close();
      return text;
    } catch (error) {
      return error instanceof TransportFailure ? error.why : String(error);
    }
  }

  it('pin-key: survives a renewal with the same key, not one with another', async () => {
    const keys = await makeKeys();
    const first = await makeIdentity('box', { keys });
    const accepted = { pins: [first.fingerprint], keyPins: [first.keyFingerprint] };
    const renewed = await standing(await makeIdentity('box', { keys }));
    expect(await tryOut(renewed, 'pin-key', accepted)).toBe('ok');
    expect(await tryOut(renewed, 'pin', accepted)).toBe('certificate-changed');
    const replaced = await standing(await makeIdentity('box'));
    expect([await tryOut(replaced, 'pin-key', accepted), bytes]).toEqual(['certificate-changed', 0]);
  });

  it('ca: accepts any certificate of the authority under the name, whatever is pinned', async () => {
    expect(await tryOut(await standing(await issued({ dns: 'box.example' })), 'ca')).toBe('ok');
  });

  it.each([
    ['under another name', { dns: 'other.example' }],
    ['that has run out', { dns: 'box.example', notAfter: new Date('2020-01-01') }],
  ])('ca: sends nothing to a certificate of the authority %s', async (_what, issue) => {
    const met = await issued(issue);
    const port = await standing(met);
    expect([await tryOut(port, 'ca', { pins: [met.fingerprint] }), bytes]).toEqual([
      'certificate-changed',
      0,
    ]);
  });

  it('ca: sends nothing to a self-signed certificate, to an address, or over legacy TLS', async () => {
    const own = await standing(await makeIdentity('box', { dns: 'box.example' }));
    expect([await tryOut(own, 'ca'), bytes]).toEqual(['certificate-changed', 0]);
    const good = await standing(await issued({ dns: 'box.example' }));
    expect(await tryOut(good, 'ca', { host: '127.0.0.1' })).toBe('certificate-changed');
    expect([await tryOut(good, 'ca', { tls: 'legacy' }), bytes]).toEqual(['certificate-changed', 0]);
  });

  it('tells a look whether an authority vouches for the name', async () => {
    const port = await standing(await issued({ dns: 'box.example' }));
    const looking = (extraAuthorities: string, host: string): Promise<boolean> =>
      new PinnedTransport({
        egress: { loopback: ['127.0.0.1/32'], ownListeners: [], ownAddresses: [] },
        resolve: async () => '127.0.0.1',
        extraAuthorities,
      })
        .look({ host, port, tls: 'modern' }, AbortSignal.timeout(3_000))
        .then((seen) => seen.chainTrusted);
    expect([
      await looking(authority.cert, 'box.example'),
      await looking('', 'box.example'),
      await looking(authority.cert, 'else.example'),
      await looking(authority.cert, '127.0.0.1'),
    ]).toEqual([true, false, false, false]);
  });
});
