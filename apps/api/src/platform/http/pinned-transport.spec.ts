import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDeadline } from './deadline.js';
import { TransportFailure, UnsentFailure, type DeviceRequest } from './device-transport.js';
import { makeIdentity, type TestIdentity } from './identity.builder.js';
import { PinnedTransport } from './pinned-transport.js';

interface Scripted {
  readonly status?: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

const ALLOWED = [
  { method: 'GET', path: /^\/a(\/\d+)?$/ },
  { method: 'POST', path: /^\/a$/ },
];
const transport = new PinnedTransport({
  egress: { loopback: ['127.0.0.1/32'], ownListeners: [], ownAddresses: [] },
});

let box: TestIdentity;
const running: { server: Server; sockets: Set<Socket> }[] = [];

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  running.push({ server, sockets });
  return (server.address() as AddressInfo).port;
}

async function device(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<number> {
  return listen(createHttpsServer({ key: box.key, cert: box.cert }, answer));
}

async function ask(
  port: number,
  request: DeviceRequest = { method: 'GET', path: '/a' },
  limitMs = 3_000,
): Promise<{ status: number; text: string } | { why: string; message: string; met?: unknown }> {
  const deadline = startDeadline(limitMs);
  const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [box.fingerprint] };
  try {
    const connection = await transport.open(to, ALLOWED, deadline.signal);
    try {
      const { status, text } = await connection.request(request);
      return { status, text };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return { why: error.why, message: error.message, ...(error.met ? { met: error.met } : {}) };
  } finally {
    deadline.end();
  }
}

beforeAll(async () => {
  box = await makeIdentity('box');
});

afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
});

describe('PinnedTransport', () => {
  it('hands over the status, lower-case headers and text of a pinned peer', async () => {
    const port = await device((req, res) =>
      res.writeHead(404, { 'X-Thing': 'v' }).end(`saw ${req.method} ${req.url}`),
    );
    const signal = AbortSignal.timeout(3_000);
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: ['AA:BB', box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, signal);
    const answer = await connection.request({ method: 'GET', path: '/a/7' });
    await connection.close();
    expect([answer.status, answer.headers['x-thing'], answer.text]).toEqual([404, 'v', 'saw GET /a/7']);
    expect(connection.fingerprint).toBe(box.fingerprint);
  });

  it('uses one TLS connection for 5 requests, and a newly checked one when the device closes after each', async () => {
    let closing = false;
    let handshakes = 0;
    const server = createHttpsServer({ key: box.key, cert: box.cert }, (_req, res) => {
      res.writeHead(200, closing ? { connection: 'close' } : {}).end('ok');
    });
    server.on('secureConnection', () => (handshakes += 1));
    const to = {
      host: '127.0.0.1',
      port: await listen(server),
      tls: 'modern' as const,
      pins: [box.fingerprint],
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
    const seen = await ask(await listen(server), { method: 'POST', path: '/a', body: 'secret' });
    expect(seen).toEqual({
      why: 'certificate-changed',
      message: 'The device shows another certificate than the accepted one; nothing was sent.',
      met: { fingerprint: other.fingerprint, keyFingerprint: other.keyFingerprint },
    });
    expect(bytes).toBe(0);
  });

  it('sends nothing when no certificate has been accepted yet', async () => {
    let requests = 0;
    const port = await device((_req, res) => {
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
    const port = await device((_req, res) => {
      requests += 1;
      res.end();
    });
    await expect(ask(port, { method, path })).rejects.toThrow('Not on the list of allowed calls');
    expect(requests).toBe(0);
  });

  const gzip = { 'content-encoding': 'gzip' };
  it.each([
    ['a redirect', { status: 302, headers: { location: 'https://127.0.0.1/other' }, body: '' }, 'redirect'],
    ['a header of 20 kB', { headers: { 'x-long': 'x'.repeat(20_000) }, body: '' }, 'too-large'],
    ['a body of 3 MB', { headers: {}, body: Buffer.alloc(3 * 1024 * 1024) }, 'too-large'],
    ['a gzip bomb of 64 MB', { headers: gzip, body: gzipSync(Buffer.alloc(64 * 1024 * 1024)) }, 'too-large'],
    [
      'a cut gzip stream',
      { headers: gzip, body: gzipSync('{"a":1}'.repeat(99)).subarray(0, 20) },
      'truncated',
    ],
    ['gzip that is none', { headers: gzip, body: 'plain text' }, 'malformed'],
    ['two encodings', { headers: { 'content-encoding': 'gzip, gzip' }, body: gzipSync('x') }, 'malformed'],
  ])('reports %s', async (_what, { status = 200, headers, body }: Scripted, why) => {
    const port = await device((_req, res) => res.writeHead(status, headers).end(body));
    expect(await ask(port)).toMatchObject({ why });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('decodes %s', async (encoding, compress) => {
    const port = await device((_req, res) =>
      res.writeHead(200, { 'content-encoding': encoding }).end(compress('{"ä":1}')),
    );
    expect(await ask(port)).toEqual({ status: 200, text: '{"ä":1}' });
  });

  it('reports an endless chunked body as too large', async () => {
    const port = await device((_req, res) => {
      const pump = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536)));
      };
      res.on('drain', pump);
      pump();
    });
    expect(await ask(port)).toMatchObject({ why: 'too-large' });
  });

  it.each([
    ['before any byte', (res: ServerResponse) => res.destroy()],
    [
      'inside the stated length',
      (res: ServerResponse) =>
        res.writeHead(200, { 'content-length': '100' }).write('{"a"', () => res.destroy()),
    ],
    ['inside a chunked body', (res: ServerResponse) => res.writeHead(200).write('{"a"', () => res.destroy())],
  ])('reports an answer cut %s as truncated', async (_where, cut) => {
    const port = await device((_req, res) => void cut(res));
    expect(await ask(port)).toMatchObject({ why: 'truncated' });
  });

  it('reports bytes that are no HTTP as malformed', async () => {
    const port = await device((req) => req.socket.end('220 smtp ready\r\n'));
    expect(await ask(port)).toMatchObject({ why: 'malformed' });
  });

  it('ends a stall and a drip of 1 byte per 20 ms at the total deadline of 200 ms', async () => {
    const stalls = await device(() => undefined);
    const drips = await device((_req, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      const timer = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(timer));
    });
    const mute = await listen(createTcpServer());
    for (const port of [stalls, drips, mute]) {
      const before = performance.now();
      expect(await ask(port, undefined, 200)).toMatchObject({ why: 'timeout' });
      expect(performance.now() - before).toBeLessThan(1_000);
    }
  });

  it('tells a stop by the caller from a deadline', async () => {
    const port = await device(() => undefined);
    const stop = new AbortController();
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, stop.signal);
    const asked = connection.request({ method: 'GET', path: '/a' });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ why: 'cancelled' });
    await connection.close();
  });

  it('sends one more request on its own deadline after the connection ran out of time', async () => {
    const paths: string[] = [];
    const port = await device((req, res) => {
      paths.push(req.url ?? '');
      if (req.url === '/a/2') res.end('bye');
    });
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [box.fingerprint] };
    const deadline = startDeadline(150);
    const connection = await transport.open(to, ALLOWED, deadline.signal);
    await expect(connection.request({ method: 'GET', path: '/a/1' })).rejects.toMatchObject({
      why: 'timeout',
    });
    const bye = await connection.request({ method: 'GET', path: '/a/2', signal: AbortSignal.timeout(2_000) });
    await connection.close();
    deadline.end();
    expect([bye.text, paths]).toEqual(['bye', ['/a/1', '/a/2']]);
  });

  it('tells a request none of whose bytes left from one that the device may have had', async () => {
    const had: string[] = [];
    let port = 0;
    const cut = (res: ServerResponse): void => void res.socket?.destroy();
    port = await device((req, res) => {
      had.push(`${req.method} ${req.url}`);
      if (req.method === 'POST') return cut(res);
      res.writeHead(200, { connection: 'close' }).end('once');
    });
    const deadline = startDeadline(3_000);
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [box.fingerprint] };
    const post = { method: 'POST', path: '/a', body: '{}' };
    const failureOf = async (request: Promise<unknown>): Promise<unknown> =>
      request.catch((error: unknown) => error);
    const cutShort = await transport.open(to, ALLOWED, deadline.signal);
    expect(await failureOf(cutShort.request(post))).not.toBeInstanceOf(UnsentFailure);
    const closed = await transport.open(to, ALLOWED, deadline.signal);
    await closed.request({ method: 'GET', path: '/a' });
    for (const { server } of running) server.close();
    const failure = await failureOf(closed.request(post));
    expect(failure).toBeInstanceOf(UnsentFailure);
    expect(failure).toMatchObject({ why: 'refused', message: 'The device refused the connection.' });
    expect(had).toEqual(['POST /a', 'GET /a']);
    await Promise.all([cutShort.close(), closed.close()]);
    deadline.end();
  });

  it('reports a closed port as refused and a peer without TLS as tls', async () => {
    const plain = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const hangsUp = await listen(createTcpServer((socket) => socket.destroy()));
    const gone = createTcpServer();
    const closedPort = await listen(gone);
    await new Promise((done) => gone.close(done));
    running.pop();
    expect([await ask(plain), await ask(hangsUp), await ask(closedPort)]).toMatchObject([
      { why: 'tls' },
      { why: 'tls' },
      { why: 'refused' },
    ]);
  });

  it('does not speak TLS 1.1 unless the device is set to legacy', async () => {
    const old = {
      key: box.key,
      cert: box.cert,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const port = await listen(createHttpsServer(old, (_req, res) => res.end('old')));
    const seen = await transport.look({ host: '127.0.0.1', port, tls: 'legacy' }, AbortSignal.timeout(3_000));
    expect([seen.protocol, (await ask(port)) as object]).toMatchObject(['TLSv1.1', { why: 'tls' }]);
  });

  it('reaches a box of TLS 1.0 only as legacy, with old ciphers, and still only by its pin', async () => {
    const old = {
      key: box.key,
      cert: box.cert,
      maxVersion: 'TLSv1',
      minVersion: 'TLSv1',
      ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0',
    } as const;
    const port = await listen(createHttpsServer(old, (_req, res) => res.end('old')));
    const to = { host: '127.0.0.1', port, tls: 'legacy' as const, pins: [box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, AbortSignal.timeout(3_000));
    expect((await connection.request({ method: 'GET', path: '/a' })).text).toBe('old');
    await connection.close();
    await expect(
      transport.open({ ...to, pins: ['AA'] }, ALLOWED, AbortSignal.timeout(3_000)),
    ).rejects.toMatchObject({ why: 'certificate-changed' });
    expect((await ask(port)) as object).toMatchObject({ why: 'tls' });
  });

  it('looks at a certificate without sending a byte', async () => {
    let requests = 0;
    const port = await device((_req, res) => {
      requests += 1;
      res.end();
    });
    const seen = await transport.look({ host: '127.0.0.1', port, tls: 'modern' }, AbortSignal.timeout(3_000));
    expect(seen).toMatchObject({
      fingerprint: box.fingerprint,
      subject: 'CN=box',
      issuer: 'CN=box',
      selfSigned: true,
      keyFingerprint: box.keyFingerprint,
      chainTrusted: false,
      protocol: 'TLSv1.3',
    });
    expect(requests).toBe(0);
  });

  it('sends a POST that carries commands only with a body that is compiled in, word for word', async () => {
    const bodies: string[] = [];
    const port = await device((req, res) => {
      req.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      req.on('end', () => res.end('ok'));
    });
    const cli = [{ method: 'POST', path: /^\/cli$/, bodies: ['show status', 'show version'] }];
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [box.fingerprint] };
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

describe('where PinnedTransport may go', () => {
  const closed = (resolve: (host: string) => Promise<string>): PinnedTransport =>
    new PinnedTransport({ egress: { loopback: [], ownListeners: [], ownAddresses: [] }, resolve });
  const failing = (code: string) => async (): Promise<string> => {
    throw Object.assign(new Error('resolver'), { code });
  };
  const open = (by: PinnedTransport, host: string): Promise<unknown> =>
    by.open({ host, port: 443, tls: 'modern', pins: ['AA'] }, ALLOWED, AbortSignal.timeout(1_000));

  it.each(['127.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '0.0.0.0'])(
    'judges the resolved address: a name for %s is denied',
    async (address) => {
      const failure = {
        why: 'egress-denied',
        message: expect.stringContaining(`${address} may not be called`),
      };
      await expect(
        open(
          closed(async () => address),
          'rebound.example',
        ),
      ).rejects.toMatchObject(failure);
      await expect(open(closed(failing('ENOTFOUND')), address)).rejects.toMatchObject(failure);
    },
  );

  it('resolves a name once for a read, even when the device closes the connection in between', async () => {
    let lookups = 0;
    const port = await device((_req, res) => res.writeHead(200, { connection: 'close' }).end());
    const named = new PinnedTransport({
      egress: { loopback: ['127.0.0.1'], ownListeners: [], ownAddresses: [] },
      resolve: async () => {
        lookups += 1;
        return lookups === 1 ? '127.0.0.1' : '169.254.169.254';
      },
    });
    const to = { host: 'box.example', port, tls: 'modern' as const, pins: [box.fingerprint] };
    const connection = await named.open(to, ALLOWED, AbortSignal.timeout(3_000));
    await connection.request({ method: 'GET', path: '/a' });
    await connection.request({ method: 'GET', path: '/a' });
    await connection.close();
    expect(lookups).toBe(1);
  });

  it.each([
    ['a name that does not exist', failing('ENOTFOUND'), 'no.example', 'dns'],
    ['a silent name server', failing('EAI_AGAIN'), 'no.example', 'dns'],
    ['an odd resolver error', failing('EAI_FAIL'), 'no.example', 'dns'],
    ['a host with a path', failing('ENOTFOUND'), 'a/b', 'dns'],
    ['a resolver that never answers', () => new Promise<string>(() => undefined), 'slow.example', 'timeout'],
  ])('reports %s', async (_what, resolve, host, why) => {
    const by = closed(resolve);
    const asked = by.open({ host, port: 443, tls: 'modern', pins: ['AA'] }, ALLOWED, AbortSignal.timeout(50));
    await expect(asked).rejects.toMatchObject({ why });
  });
});
