import { webhookSettings } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import type { EgressRules } from '../../../platform/http/egress.js';
import { postJson, type PostAnswer } from '../../../platform/http/post-json.js';
import {
  refused,
  type AlertChannel,
  type ChannelContext,
  type Delivered,
  type Notice,
  type Refused,
} from '../contract.js';
import { laterBy, refusedBy } from '../post-refusal.js';
import { bodyOf, signatureOf } from './message.js';

type Settings = z.output<typeof webhookSettings>;

function outcome(answer: PostAnswer): Delivered | Refused {
  const { status } = answer;
  if (status >= 200 && status < 300) return { delivered: true, answer: `HTTP ${status}` };
  const later = laterBy(answer, 'It');
  if (later) return later;
  if (status >= 300 && status < 400) {
    return refused('recipient-refused', false, `It answered ${status}, a redirect; enter the final address.`);
  }
  if (status === 401 || status === 403) return refused('sign-in-refused', false, `It answered ${status}.`);
  return status === 404 || status === 410
    ? refused('recipient-refused', false, `It answered ${status}: nobody takes messages there.`)
    : refused('message-refused', false, `It answered ${status}.`);
}

/** JSON by POST to an address of the MSP's own; whoever receives it checks the signature and drops keys seen before. */
export class WebhookChannel implements AlertChannel<Settings> {
  readonly id = 'webhook';
  readonly name = 'Webhook';
  readonly settings = webhookSettings;

  constructor(private readonly rules: () => Promise<EgressRules>) {}

  async deliver(notice: Notice, settings: Settings, ctx: ChannelContext): Promise<Delivered | Refused> {
    const { signingKey, formerSigningKey } = ctx.secret;
    if (signingKey === undefined) return refused('secret-unavailable', false, 'No signing key is stored.');
    const keys = formerSigningKey === undefined ? [signingKey] : [signingKey, formerSigningKey];
    const body = bodyOf(notice);
    const headers = {
      'idempotency-key': notice.key,
      'firewatch-signature': signatureOf(body, keys, ctx.now()),
    };
    try {
      const { url } = settings;
      const answer = await postJson({ url, headers, body, signal: ctx.signal }, await this.rules());
      ctx.heardClock(new URL(url).hostname, answer.farAt);
      return outcome(answer);
    } catch (error) {
      return refusedBy(error);
    }
  }

  close(): void {
    // Every send has its own connection.
  }
}
