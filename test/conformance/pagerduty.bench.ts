import { z } from 'zod';
import type { ChannelBench } from './channel-bench.js';
import { PostServer } from './post-server.js';

const event = z.object({
  routing_key: z.string(),
  event_action: z.enum(['trigger', 'resolve']),
  dedup_key: z.string().max(255),
  payload: z
    .object({ summary: z.string().max(1_024), custom_details: z.object({ notice: z.string() }) })
    .optional(),
});

/** The suite's secret is no real integration key; the far side knows this one and no other. */
export async function openPagerDutyBench(routingKey: string): Promise<ChannelBench> {
  let known = routingKey;
  const server = await PostServer.open(({ body }) => {
    const said = event.safeParse(JSON.parse(body));
    if (!said.success) return { status: 400, body: JSON.stringify({ errors: ['Event object is invalid'] }) };
    if (said.data.routing_key !== known) {
      return { status: 400, body: JSON.stringify({ errors: ['Invalid routing key'] }) };
    }
    return { status: 202, body: JSON.stringify({ status: 'success', dedup_key: said.data.dedup_key }) };
  }, 400);
  const settings = { url: `http://127.0.0.1:${server.port}/v2/enqueue` };
  return {
    settings,
    secret: { routingKey },
    permanentReason: 'message-refused',
    settingsFor: (host) => ({ url: `https://${host.includes(':') ? `[${host}]` : host}/v2/enqueue` }),
    settingsNeedingSignIn: () => {
      known = 'another key';
      return settings;
    },
    fault: (fault) => server.failOnce(fault),
    received: () =>
      server.posted.map(({ body }) => ({
        key: event.parse(JSON.parse(body)).payload?.custom_details.notice ?? '',
        destination: null,
      })),
    close: () => server.close(),
  };
}
