import { pagerdutySettings } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import type { EgressRules } from '../../../platform/http/egress.js';
import { postJson } from '../../../platform/http/post-json.js';
import {
  refused,
  type AlertChannel,
  type ChannelContext,
  type Delivered,
  type Notice,
  type Refused,
} from '../contract.js';
import { laterBy, refusedBy } from '../post-refusal.js';
import { eventsOf, type PagerEvent } from './event.js';

type Settings = z.output<typeof pagerdutySettings>;

/** PagerDuty asks for "a backoff of a few minutes" after 429; it names no time (Events API v2 overview). */
const THROTTLED_MS = 120_000;

/**
 * PagerDuty as the pager.
 * Source  Events API v2: 202 = accepted; 400 = never again; 429, 5xx and no answer = later. `dedup_key` makes a second send harmless.
 */
export class PagerDutyChannel implements AlertChannel<Settings> {
  readonly id = 'pagerduty';
  readonly name = 'PagerDuty';
  readonly settings = pagerdutySettings;

  constructor(private readonly rules: () => Promise<EgressRules>) {}

  async deliver(notice: Notice, settings: Settings, ctx: ChannelContext): Promise<Delivered | Refused> {
    const { routingKey } = ctx.secret;
    if (routingKey === undefined)
      return refused('secret-unavailable', false, 'No integration key is stored.');
    const rules = await this.rules();
    for (const event of eventsOf(notice, routingKey)) {
      if (ctx.signal.aborted) return refused('cancelled', true, 'Stopped before it was sent.');
      const no = await this.send(event, settings.url, { rules, ctx });
      if (no) return no;
    }
    return { delivered: true, answer: '202 accepted' };
  }

  private async send(
    event: PagerEvent,
    url: string,
    { rules, ctx }: { readonly rules: EgressRules; readonly ctx: ChannelContext },
  ): Promise<Refused | null> {
    try {
      const { signal } = ctx;
      const answer = await postJson({ url, headers: {}, body: JSON.stringify(event), signal }, rules);
      ctx.heardClock(new URL(url).hostname, answer.farAt);
      if (answer.status === 202) return null;
      const later = laterBy(answer, 'PagerDuty', THROTTLED_MS);
      if (later) return later;
      const isKey = answer.status === 401 || answer.status === 403 || /routing.?key/i.test(answer.text);
      return isKey
        ? refused('sign-in-refused', false, 'PagerDuty does not know this integration key.')
        : refused('message-refused', false, `PagerDuty answered ${answer.status}.`);
    } catch (error) {
      return refusedBy(error);
    }
  }

  close(): void {
    // Every send has its own connection.
  }
}
