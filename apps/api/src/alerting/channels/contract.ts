import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { NoticeKind, SystemNoticeKind } from '@firewatch/shared/domain/incident';
import type { z } from 'zod';

/** One message for one destination. Keys come from identity: a second send of the same notice carries the same ones. */
export interface Notice {
  /** `fw/<incidentId>/<destinationId>/<seq>`: idempotency key, and what a Message-ID is made of. */
  readonly key: string;
  /** `fw/<incidentId>`: dedup key and thread root; an alarm without an incident and its end share one, other messages have their own. */
  readonly incidentKey: string;
  /** Key of the first message of this incident that this destination was handed; null = this is the first. */
  readonly firstKey: string | null;
  /** Keys of earlier messages of incidents that became part of this one. */
  readonly adoptedKeys: readonly string[];
  readonly kind: NoticeKind | SystemNoticeKind;
  readonly destination: string;
  readonly content: NoticeContent;
  /** Acknowledges the incident without signing in, for messages that reach one mailbox; null where there is nothing to acknowledge. */
  readonly ackLink: string | null;
  /** Page of the incident, or what the message is about. */
  readonly link: string;
}

/** The next hop took it. `answer` = its words, at most 200 characters. */
export interface Delivered {
  readonly delivered: true;
  readonly answer: string;
}

/** Closed set: each has a metric and a sentence on the channel's page. */
export const REFUSALS = [
  'unreachable',
  'timeout',
  'tls',
  'egress-denied',
  'sign-in-refused',
  'recipient-refused',
  'sender-refused',
  'message-refused',
  'try-later',
  /** The conversation broke off: the message may be there. */
  'no-answer',
  'settings-unreadable',
  'secret-unavailable',
  'cancelled',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/**
 * Not taken.
 * Shape   `retry: false` = trying again cannot help; a person has to look. `afterMs` = how long the next hop asked us to wait.
 *         `redactedDetail` = its words without secrets, at most 200 characters.
 */
export interface Refused {
  readonly delivered: false;
  readonly retry: boolean;
  readonly reason: Refusal;
  readonly redactedDetail: string;
  readonly afterMs?: number;
}

/** What a send may use. */
export interface ChannelContext {
  /** Aborts at the attempt's deadline or at shutdown. */
  readonly signal: AbortSignal;
  /** Database clock, epoch ms. */
  readonly now: () => number;
  /** A server on the way said what time it is there, epoch ms; null = nothing readable. */
  readonly heardClock: (host: string, farAt: number | null) => void;
  readonly log: { debug(message: string, fields?: Readonly<Record<string, unknown>>): void };
  /** Opened secret of the channel, empty when it has none; never logged, never in a job. */
  readonly secret: Readonly<Record<string, string>>;
}

/**
 * One way of telling people, behind one verb.
 * Errors  `deliver` resolves with `Refused` for every failure of the far side; it rejects only for bugs of ours.
 */
export interface AlertChannel<S> {
  /** = folder name and `channels.kind`. */
  readonly id: string;
  readonly name: string;
  readonly settings: z.ZodType<S>;
  deliver(notice: Notice, settings: S, ctx: ChannelContext): Promise<Delivered | Refused>;
  /** Closes what it keeps open between sends. */
  close(): void;
}

/** A channel with its settings still to be parsed: what the one list holds. */
export interface AnyChannel {
  readonly id: string;
  readonly name: string;
  send(notice: Notice, settings: unknown, ctx: ChannelContext): Promise<Delivered | Refused>;
  close(): void;
}

/** Longest single attempt, ms: above the timeouts of each step, below the delivery's lease. */
export const ATTEMPT_MS = 20_000;

export const refused = (reason: Refusal, retry: boolean, redactedDetail: string): Refused => ({
  delivered: false,
  retry,
  reason,
  redactedDetail: redactedDetail.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200),
});

/** Settings are parsed once, here; a row that does not parse is a refusal, not a crash. */
export function channel<S>(of: AlertChannel<S>): AnyChannel {
  return {
    id: of.id,
    name: of.name,
    close: () => of.close(),
    send: (notice, settings, ctx) => {
      const parsed = of.settings.safeParse(settings);
      if (parsed.success) return of.deliver(notice, parsed.data, ctx);
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      return Promise.resolve(
        refused('settings-unreadable', false, `Stored settings are not valid: ${fields}.`),
      );
    },
  };
}
