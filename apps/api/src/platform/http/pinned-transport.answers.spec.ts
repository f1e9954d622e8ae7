import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDeadline } from './deadline.js';
import { ALLOWED, FarSides, transport } from './far-sides.builder.js';

interface Scripted {
  readonly status?: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

let far: FarSides;
beforeAll(async () => {
  far = await FarSides.make();
});
afterEach(() => far.close());

describe('an answer that PinnedTransport takes or refuses', () => {
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
    const port = await far.device((_req, res) => res.writeHead(status, headers).end(body));
    expect(await far.ask(port)).toMatchObject({ why });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('decodes %s', async (encoding, compress) => {
    const port = await far.device((_req, res) =>
      res.writeHead(200, { 'content-encoding': encoding }).end(compress('{"ä":1}')),
    );
    expect(await far.ask(port)).toEqual({ status: 200, text: '{"ä":1}' });
  });

  it('reports an endless chunked body as too large', async () => {
    const port = await far.device((_req, res) => {
      const pump = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536)));
      };
      res.on('drain', pump);
      pump();
    });
    expect(await far.ask(port)).toMatchObject({ why: 'too-large' });
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
    const port = await far.device((_req, res) => void cut(res));
    expect(await far.ask(port)).toMatchObject({ why: 'truncated' });
  });

  it('reports bytes that are no HTTP as malformed', async () => {
    const port = await far.device((req) => req.socket.end('220 smtp ready\r\n'));
    expect(await far.ask(port)).toMatchObject({ why: 'malformed' });
  });

  it('ends a stall and a drip of 1 byte per 20 ms at the total deadline of 200 ms', async () => {
    const stalls = await far.device(() => undefined);
    const drips = await far.device((_req, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      const timer = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(timer));
    });
    const mute = await far.listen(createTcpServer());
    for (const port of [stalls, drips, mute]) {
      const before = performance.now();
      expect(await far.ask(port, undefined, 200)).toMatchObject({ why: 'timeout' });
      expect(performance.now() - before).toBeLessThan(1_000);
    }
  });

  it('tells a stop by the caller from a deadline', async () => {
    const port = await far.device(() => undefined);
    const stop = new AbortController();
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [far.box.fingerprint] };
    const connection = await transport.open(to, ALLOWED, stop.signal);
    const asked = connection.request({ method: 'GET', path: '/a' });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ why: 'cancelled' });
    await connection.close();
  });

  it('sends one more request on its own deadline after the connection ran out of time', async () => {
    const paths: string[] = [];
    const port = await far.device((req, res) => {
      paths.push(req.url ?? '');
      if (req.url === '/a/2') res.end('bye');
    });
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [far.box.fingerprint] };
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
});
