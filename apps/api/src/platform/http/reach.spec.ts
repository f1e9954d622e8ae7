import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tryReach } from './reach.js';

const RULES = { loopback: ['127.0.0.0/8'], ownListeners: [], ownAddresses: [] };
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

let taken = 0;
async function listening(): Promise<number> {
  const server = createServer((socket) => {
    taken += 1;
    socket.on('error', () => undefined);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
const reach = (port: number, rules = RULES, host = '127.0.0.1') =>
  tryReach({ host, port }, rules, AbortSignal.timeout(5_000));

describe('trying whether a place can be reached', () => {
  it('is null where somebody takes the connection', async () => {
    expect(await reach(await listening())).toBeNull();
  });

  it('says why where nobody does', async () => {
    const port = await listening();
    await new Promise((done) => servers.pop()?.close(done));
    expect(await reach(port)).toEqual({ fault: 'refused', says: 'cannot be reached (ECONNREFUSED)' });
  });

  it('opens nothing where egress denies it: loopback, and our own door', async () => {
    const port = await listening();
    taken = 0;
    expect(await reach(port, { ...RULES, loopback: [] })).toEqual({
      fault: 'egress',
      says: 'may not be called: it is loopback',
    });
    const ownListeners = [{ address: '127.0.0.1', port }];
    expect((await reach(port, { ...RULES, ownListeners } as typeof RULES))?.fault).toBe('egress');
    expect(taken).toBe(0);
  });

  it('names a name that leads nowhere, and a wait that was ended', async () => {
    expect((await reach(1, RULES, 'nothing.invalid'))?.fault).toBe('name');
    const port = await listening();
    const ended = AbortSignal.abort();
    expect(await tryReach({ host: '127.0.0.1', port }, RULES, ended)).toEqual({
      fault: 'silent',
      says: 'does not answer',
    });
  });
});
