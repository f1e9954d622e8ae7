import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDeadline } from './deadline.js';
import { UnsentFailure } from './device-transport.js';
import { makeIdentity } from './identity.builder.js';
import { ALLOWED, FarSides, transport } from './far-sides.builder.js';

let far: FarSides;
beforeAll(async () => {
  far = await FarSides.make();
});
afterEach(() => far.close());

describe('PinnedTransport', () => {
  it('hands over the status, lower-case headers and text of a pinned peer', async () => {
    const port = await far.device((req, res) =>
      res.writeHead(404, { 'X-Thing': 'v' }).end(`saw ${req.method} ${req.url}`),
    );
    const signal = AbortSignal.timeout(3_000);
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: ['AA:BB', far.box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, signal);
    const answer = await connection.request({ method: 'GET', path: '/a/7' });
    await connection.close();
    expect([answer.status, answer.headers['x-thing'], answer.text]).toEqual([404, 'v', 'saw GET /a/7']);
    expect(connection.fingerprint).toBe(far.box.fingerprint);
  });

  it('uses one TLS connection for 5 requests, and a newly checked one when the device closes after each', async () => {
    let closing = false;
    let handshakes = 0;
    const server = createHttpsServer({ key: far.box.key, cert: far.box.cert }, (_req, res) => {
      res.writeHead(200, closing ? { connection: 'close' } : {}).end('ok');
    });
    server.on('secureConnection', () => (handshakes += 1));
    const to = {
      host: '127.0.0.1',
      port: await far.listen(server),
      tls: 'modern' as const,
      pins: [far.box.fingerprint],
    };
    for (const [mode, expected] of [
      [false, 1],
      [true, 5],
    ] as const) {
      closing = mode;
      handshakes = 0;
      const connection = await transport.open(to, ALLOWED, AbortSignal.timeout(3_000));
      for (let i = 0; i < 5; i++) await connection.request({ method: 'GET', path: '/a' });
      await connection.close();
      expect(handshakes).toBe(expected);
    }
  });

  it('sends 0 application bytes to a peer with another certificate, and names the one it met', async () => {
    let bytes = 0;
    const other = await makeIdentity('impostor');
    const server = createHttpsServer({ key: other.key, cert: other.cert }, (_req, res) => res.end('{}'));
    server.on('secureConnection', (socket: Socket) =>
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length)),
    );
    const seen = await far.ask(await far.listen(server), { method: 'POST', path: '/a', body: 'secret' });
    expect(seen).toEqual({
      why: 'certificate-changed',
      message: 'The device shows another certificate than the accepted one; nothing was sent.',
      met: { fingerprint: other.fingerprint, keyFingerprint: other.keyFingerprint },
    });
    expect(bytes).toBe(0);
  });

  it('sends nothing when no certificate has been accepted yet', async () => {
    let requests = 0;
    const port = await far.device((_req, res) => {
      requests += 1;
      res.end();
    });
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [] };
    await expect(transport.open(to, ALLOWED, AbortSignal.timeout(3_000))).rejects.toMatchObject({
      why: 'certificate-changed',
    });
    expect(requests).toBe(0);
  });

  it.each([
    ['GET', '/b'],
    ['DELETE', '/a'],
    ['GET', '/a/7/../../b'],
    ['GET', '/a\r\nX: y'],
    ['get', '/a'],
  ])('throws a bug before any byte for the call %s %j, which is not compiled in', async (method, path) => {
    let requests = 0;
    const port = await far.device((_req, res) => {
      requests += 1;
      res.end();
    });
    await expect(far.ask(port, { method, path })).rejects.toThrow('Not on the list of allowed calls');
    expect(requests).toBe(0);
  });

  it('tells a request none of whose bytes left from one that the device may have had', async () => {
    const had: string[] = [];
    const port = await far.device((req, res) => {
      had.push(`${req.method} ${req.url}`);
      if (req.method === 'POST') return void res.socket?.destroy();
      res.writeHead(200, { connection: 'close' }).end('once');
    });
    const deadline = startDeadline(3_000);
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [far.box.fingerprint] };
    const post = { method: 'POST', path: '/a', body: '{}' };
    const failureOf = async (request: Promise<unknown>): Promise<unknown> =>
      request.catch((error: unknown) => error);
    const cutShort = await transport.open(to, ALLOWED, deadline.signal);
    expect(await failureOf(cutShort.request(post))).not.toBeInstanceOf(UnsentFailure);
    const closed = await transport.open(to, ALLOWED, deadline.signal);
    await closed.request({ method: 'GET', path: '/a' });
    far.stopListening();
    const failure = await failureOf(closed.request(post));
    expect(failure).toBeInstanceOf(UnsentFailure);
    expect(failure).toMatchObject({ why: 'refused', message: 'The device refused the connection.' });
    expect(had).toEqual(['POST /a', 'GET /a']);
    await Promise.all([cutShort.close(), closed.close()]);
    deadline.end();
  });

  it('reports a closed port as refused and a peer without TLS as tls', async () => {
    const plain = await far.listen(
      createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const hangsUp = await far.listen(createTcpServer((socket) => socket.destroy()));
    const gone = createTcpServer();
    const closedPort = await far.listen(gone);
    await new Promise((done) => gone.close(done));
    expect([await far.ask(plain), await far.ask(hangsUp), await far.ask(closedPort)]).toMatchObject([
      { why: 'tls' },
      { why: 'tls' },
      { why: 'refused' },
    ]);
  });

  it('does not speak TLS 1.1 unless the device is set to legacy', async () => {
    const old = {
      key: far.box.key,
      cert: far.box.cert,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const port = await far.listen(createHttpsServer(old, (_req, res) => res.end('old')));
    const seen = await transport.look({ host: '127.0.0.1', port, tls: 'legacy' }, AbortSignal.timeout(3_000));
    expect([seen.protocol, (await far.ask(port)) as object]).toMatchObject(['TLSv1.1', { why: 'tls' }]);
  });

  it('reaches a box of TLS 1.0 only as legacy, with old ciphers, and still only by its pin', async () => {
    const old = {
      key: far.box.key,
      cert: far.box.cert,
      maxVersion: 'TLSv1',
      minVersion: 'TLSv1',
      ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0',
    } as const;
    const port = await far.listen(createHttpsServer(old, (_req, res) => res.end('old')));
    const to = { host: '127.0.0.1', port, tls: 'legacy' as const, pins: [far.box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, AbortSignal.timeout(3_000));
    expect((await connection.request({ method: 'GET', path: '/a' })).text).toBe('old');
    await connection.close();
    await expect(
      transport.open({ ...to, pins: ['AA'] }, ALLOWED, AbortSignal.timeout(3_000)),
    ).rejects.toMatchObject({ why: 'certificate-changed' });
    expect((await far.ask(port)) as object).toMatchObject({ why: 'tls' });
  });

  it('looks at a certificate without sending a byte', async () => {
    let requests = 0;
    const port = await far.device((_req, res) => {
      requests += 1;
      res.end();
    });
    const seen = await transport.look({ host: '127.0.0.1', port, tls: 'modern' }, AbortSignal.timeout(3_000));
    expect(seen).toMatchObject({
      fingerprint: far.box.fingerprint,
      subject: 'CN=box',
      issuer: 'CN=box',
      selfSigned: true,
      keyFingerprint: far.box.keyFingerprint,
      chainTrusted: false,
      protocol: 'TLSv1.3',
    });
    expect(requests).toBe(0);
  });

  it('sends a POST that carries commands only with a body that is compiled in, word for word', async () => {
    const bodies: string[] = [];
    const port = await far.device((req, res) => {
      req.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      req.on('end', () => res.end('ok'));
    });
    const cli = [{ method: 'POST', path: /^\/cli$/, bodies: ['show status', 'show version'] }];
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [far.box.fingerprint] };
    const connection = await transport.open(to, cli, AbortSignal.timeout(3_000));
    const post = (body?: string): Promise<unknown> =>
      connection.request({ method: 'POST', path: '/cli', ...(body === undefined ? {} : { body }) });
    for (const body of ['show', 'show status ', 'show status\nconfigure', 'SHOW STATUS', '', undefined])
      await expect(post(body)).rejects.toThrow('Not on the list of allowed calls');
    await post('show status');
    await connection.close();
    expect(bodies).toEqual(['show status']);
  });
});
