import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelBench } from './channel-bench.js';
import { PostServer, type Posted } from './post-server.js';

/** As docs/webhook.md tells a receiver to do it. */
function isSigned({ headers, body }: Posted, key: string): boolean {
  const parts = String(headers['firewatch-signature']).split(',');
  const t = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  const wanted = createHmac('sha256', key).update(`${t}.${body}`).digest();
  return parts
    .filter((part) => part.startsWith('v1='))
    .some((part) => {
      const given = Buffer.from(part.slice(3), 'hex');
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    });
}

export async function openWebhookBench(signingKey: string): Promise<ChannelBench> {
  let key = signingKey;
  const server = await PostServer.open(
    (posted) => (isSigned(posted, key) ? { status: 204 } : { status: 401 }),
    410,
  );
  const settings = { url: `http://127.0.0.1:${server.port}/hook` };
  return {
    settings,
    secret: { signingKey },
    permanentReason: 'recipient-refused',
    settingsFor: (host) => ({ url: `https://${host.includes(':') ? `[${host}]` : host}/hook` }),
    settingsNeedingSignIn: () => {
      key = 'another key';
      return settings;
    },
    fault: (fault) => server.failOnce(fault),
    received: () =>
      server.posted.map(({ headers }) => ({ key: String(headers['idempotency-key']), destination: null })),
    close: () => server.close(),
  };
}
