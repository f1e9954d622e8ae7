import { emailSettings } from '@firewatch/shared/wire/channels';
import {
  ATTEMPT_MS,
  refused,
  type AlertChannel,
  type ChannelContext,
  type Delivered,
  type Notice,
  type Refused,
} from '../contract.js';
import type { EgressRules } from '../../../platform/http/egress.js';
import { composeMail } from './compose.js';
import type { EmailSettings } from './settings.js';
import { classify } from './smtp-failure.js';
import { SmtpPools } from './smtp-pools.js';

const ANSWER_LIMIT = 200;

/** Mail by SMTP to one address a message. */
export class EmailChannel implements AlertChannel<EmailSettings> {
  readonly id = 'email';
  readonly name = 'Mail';
  readonly settings = emailSettings;
  private readonly pools: SmtpPools;

  constructor(rules: () => Promise<EgressRules>) {
    this.pools = new SmtpPools(rules);
  }

  async deliver(notice: Notice, settings: EmailSettings, ctx: ChannelContext): Promise<Delivered | Refused> {
    if (ctx.signal.aborted) return refused('cancelled', true, 'Stopped before it was sent.');
    const password = ctx.secret.password ?? '';
    const pool = await this.pools.take(settings, password);
    if ('delivered' in pool) return pool;
    const deadline = AbortSignal.any([ctx.signal, AbortSignal.timeout(ATTEMPT_MS - 2_000)]);
    try {
      const sent = pool.transport.sendMail(composeMail(notice, settings.from));
      // Losing the race leaves the send behind: it must not become an unhandled rejection.
      sent.catch(() => undefined);
      const info = await Promise.race([sent, aborted(deadline)]);
      return { delivered: true, answer: clean(info.response) };
    } catch (error) {
      const failure = classify(error, [password, settings.user]);
      if (failure.reason === 'timeout' || failure.reason === 'no-answer') this.pools.drop(pool);
      return failure;
    }
  }

  close(): void {
    this.pools.close();
  }
}

const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, ANSWER_LIMIT);

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void =>
      reject(Object.assign(new Error('No answer within the time allowed.'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
