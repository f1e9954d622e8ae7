import { describe, expect, it } from 'vitest';
import { checkEgress } from './egress.js';
import { egressRules } from './own-listeners.js';

const urls = (url: string) => ({ ownerUrl: url, appUrl: url, engineUrl: url, poolSize: 1 });
const rulesOf = (database: string, redis: string | null = null) =>
  egressRules({
    http: { host: '127.0.0.1', port: 3000 },
    database: urls(database),
    queue: redis === null ? { kind: 'postgres' } : { kind: 'redis', url: redis },
    egress: { loopback: ['127.0.0.0/8'] },
  });

describe('egressRules', () => {
  it.each([
    ['a port that is not written', 'postgresql://u:p@10.4.4.4/firewatch', '10.4.4.4', 5432],
    ['a port that is written', 'postgresql://u:p@10.4.4.4:6000/firewatch', '10.4.4.4', 6000],
    ['an IPv6 address', 'postgresql://u:p@[fd00::7]:5432/firewatch', 'fd00::7', 5432],
    ['a host in the query', 'postgresql://u:p@localhost/firewatch?host=10.4.4.5&port=6001', '10.4.4.5', 6001],
    ['a name', 'postgresql://u:p@localhost/firewatch', '127.0.0.1', 5432],
  ])('refuses the database behind %s', async (_what, url, address, port) => {
    const own = { allowed: false, why: "one of the product's own listeners" };
    const rules = await rulesOf(url);
    expect([checkEgress(address, rules, port), checkEgress(address, rules, port + 1)]).toEqual([
      own,
      { allowed: true },
    ]);
  });

  it('refuses its own door and Redis; a socket path opens and closes nothing', async () => {
    const rules = await rulesOf('postgresql://u:p@localhost/f?host=/run/fw&port=5432', 'redis://10.4.4.6');
    expect(rules.ownListeners).toEqual([
      { address: '127.0.0.1', port: 3000 },
      { address: '10.4.4.6', port: 6379 },
    ]);
  });
});
