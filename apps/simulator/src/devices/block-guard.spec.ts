import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { startSimulator } from '../simulator.js';
import { guardBlock } from './block-guard.js';
import type { DeviceCard } from './device-card.js';

/** A row of 127.16.0.0/12 and a port no fleet of another test asks for. */
const ADDRESS = '127.31.99.1';

const listens = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, ADDRESS, () => {
      const bound = server.address();
      server.close(() => resolve(bound && typeof bound === 'object' ? bound.port : 0));
    });
  });

it('holds an address and port against a second guard, not against TCP, until it is released', async () => {
  const port = await listens(0);
  const release = await guardBlock(ADDRESS, port);
  await expect(guardBlock(ADDRESS, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await listens(port)).toBe(port);
  await release();
  await (
    await guardBlock(ADDRESS, port)
  )();
});

const answers = ({ address, port }: DeviceCard): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

it('a block whose boxes all refuse stays its own: a simulator started then takes another, and all answer once mended', async () => {
  const first = await startSimulator({ devices: 2 });
  first.verbs.setFault({ ids: 'all' }, { kind: 'refuse' });
  const second = await startSimulator({ devices: 2 });
  try {
    const cards = [...(await first.devices()), ...(await second.devices())];
    expect(new Set(cards.map((card) => card.address)).size).toBe(4);
    expect(await Promise.all(cards.map(answers))).toEqual([false, false, true, true]);
    first.verbs.clearFaults({ ids: 'all' });
    await expect.poll(() => Promise.all(cards.map(answers))).toEqual([true, true, true, true]);
  } finally {
    await second.close();
    await first.close();
  }
});
