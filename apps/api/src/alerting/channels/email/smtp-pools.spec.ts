import { expect, it } from 'vitest';
import { SmtpPools } from './smtp-pools.js';

const settings = (host: string, port: number) => ({
  host,
  port,
  security: 'none' as const,
  user: '',
  from: 'a@b.example',
  to: ['c@d.example'],
});
const pools = (): SmtpPools =>
  new SmtpPools(() =>
    Promise.resolve({
      loopback: [],
      ownListeners: [
        { address: '127.0.0.1', port: 3000 },
        { address: '0.0.0.0', port: 5432 },
      ],
      ownAddresses: ['10.0.0.5'],
    }),
  );

it.each([
  ['127.0.0.1', 3000],
  ['localhost', 3000],
  ['0x7f.1', 3000],
  ['::ffff:127.0.0.1', 3000],
  ['127.0.0.9', 5432],
  ['10.0.0.5', 5432],
  ['169.254.169.254', 25],
  ['fe80::1', 25],
  ['0.0.0.0', 25],
])('opens no conversation with %s port %d: a door of our own, or nobody’s', async (host, port) => {
  const all = pools();
  expect(await all.take(settings(host, port), '')).toMatchObject({
    delivered: false,
    retry: false,
    reason: 'egress-denied',
  });
  all.close();
});

it('prepares one for a relay on this machine', async () => {
  const all = pools();
  expect(await all.take(settings('127.0.0.1', 2525), '')).toHaveProperty('transport');
  all.close();
});
