import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PinnedTransport } from './pinned-transport.js';
import { ALLOWED, FarSides } from './far-sides.builder.js';

let far: FarSides;
beforeAll(async () => void (far = await FarSides.make()));
afterEach(() => far.close());

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
    const port = await far.device((_req, res) => res.writeHead(200, { connection: 'close' }).end());
    const named = new PinnedTransport({
      egress: { loopback: ['127.0.0.1'], ownListeners: [], ownAddresses: [] },
      resolve: async () => {
        lookups += 1;
        return lookups === 1 ? '127.0.0.1' : '169.254.169.254';
      },
    });
    const to = { host: 'box.example', port, tls: 'modern' as const, pins: [far.box.fingerprint] };
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
