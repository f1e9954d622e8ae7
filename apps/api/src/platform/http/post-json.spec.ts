import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PostFailure, postJson } from './post-json.js';

const RULES = { loopback: ['127.0.0.0/8'], ownListeners: [], ownAddresses: [] };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const post = (url: string, rules = RULES) =>
  postJson({ url, headers: {}, body: '{}', signal: AbortSignal.timeout(2_000) }, rules);
const faultOf = (url: string, rules = RULES) =>
  post(url, rules).then(
    () => 'answered',
    (error: unknown) => (error instanceof PostFailure ? error.fault : 'a bug'),
  );

describe('a POST to somebody else', () => {
  it('gives status, the wait asked for, and the beginning of the body', async () => {
    const url = await serve((response) =>
      response.writeHead(429, { 'retry-after': '30' }).end('x'.repeat(1_000_000)),
    );
    const answer = await post(url);
    expect([answer.status, answer.retryAfterMs, answer.text.length]).toEqual([429, 30_000, 4_096]);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const elsewhere = await serve((response) => {
      asked += 1;
      response.end();
    });
    const url = await serve((response) => response.writeHead(307, { location: elsewhere }).end());
    expect((await post(url)).status).toBe(307);
    expect(asked).toBe(0);
  });

  it('takes the status for the answer when the body breaks off', async () => {
    const url = await serve((response) => {
      response.writeHead(202, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect((await post(url)).status).toBe(202);
  });

  it.each(['127.0.0.1', '[::1]', '169.254.169.254', '[::ffff:169.254.169.254]', '0.0.0.0', 'localhost'])(
    'does not call %s where it is not allowed',
    async (host) => {
      expect(await faultOf(`http://${host}:9/`, { ...RULES, loopback: [] })).toBe('egress');
    },
  );

  it('says which step failed', async () => {
    const silent = await serve((response) => response.destroy());
    expect(await faultOf(silent)).toBe('no-answer');
    expect(await faultOf(silent.replace('http:', 'https:'))).toBe('tls');
    expect(await faultOf('http://127.0.0.1:1/')).toBe('unreachable');
    expect(await faultOf('http://no-such-name.invalid/')).toBe('unreachable');
    const stalled = await serve(() => undefined);
    const early = postJson(
      { url: stalled, headers: {}, body: '{}', signal: AbortSignal.timeout(200) },
      RULES,
    );
    await expect(early).rejects.toMatchObject({ fault: 'timeout' });
  });
});
