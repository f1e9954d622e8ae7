import { Inject, Injectable } from '@nestjs/common';
import { backoffMs, isGivenUp } from '@firewatch/shared/domain/backoff';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { CONFIG, type Config } from '../platform/config/config.js';
import { egressRules } from '../platform/http/own-listeners.js';
import { failpoint } from '../platform/config/failpoint.js';
import { Clock } from '../platform/clock/clock.js';
import { FarClocks } from '../platform/clock/far-clocks.js';
import { Log } from '../platform/log/log.js';
import { type ClaimedDelivery, type DeliveryOutcome } from '../store/deliveries.repo.js';
import { alertKey, incidentKey, noticeSeal } from '../store/notices.repo.js';
import { Vault } from '../store/vault.js';
import {
  ATTEMPT_MS,
  refused,
  type AnyChannel,
  type Delivered,
  type Notice,
  type Refused,
} from './channels/contract.js';
import { makeChannels } from './channels/registry.js';

/** Keys of earlier messages this one answers. */
export interface Thread {
  readonly first: string | null;
  readonly adopted: readonly string[];
  /** Of the link that acknowledges it. */
  readonly ackToken: string | null;
}

/** Sends one claimed delivery and says what becomes of its row. */
@Injectable()
export class DeliverySender {
  private readonly channels: ReadonlyMap<string, AnyChannel>;
  private readonly ending = new AbortController();
  private readonly log: Log;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly farClocks: FarClocks,
    log: Log,
  ) {
    this.log = log.for('delivery');
    this.channels = new Map(makeChannels(() => egressRules(config)).map((one) => [one.id, one]));
  }

  /** What is still being sent is given up; those rows are tried again by whoever runs next. */
  stop(): void {
    this.ending.abort();
    for (const one of this.channels.values()) one.close();
  }

  async send(claimed: ClaimedDelivery, thread: Thread): Promise<DeliveryOutcome> {
    const startedAt = performance.now();
    const result = await this.attempt(claimed, thread);
    const outcome = this.outcome(claimed, result);
    const fields = {
      delivery: claimed.id,
      channel: claimed.channelKind,
      attempt: claimed.attempts,
      tookMs: Math.round(performance.now() - startedAt),
    };
    if (result.delivered) {
      this.log.info('delivered', fields);
      failpoint(this.config, 'deliver:after-250');
    } else if (outcome.state === 'dead') {
      this.log.error('a message could not be delivered and will not be tried again', {
        ...fields,
        reason: result.reason,
      });
    } else {
      this.log.warn('delivery refused, tried again later', { ...fields, reason: result.reason });
    }
    return outcome;
  }

  private async attempt(claimed: ClaimedDelivery, thread: Thread): Promise<Delivered | Refused> {
    const way = this.channels.get(claimed.channelKind);
    if (!way)
      return refused('settings-unreadable', false, `There is no channel of kind ${claimed.channelKind}.`);
    const secret = this.secretOf(claimed);
    if (secret === null)
      return refused('secret-unavailable', true, 'The stored secret could not be opened here.');
    const link = this.linkOf(claimed);
    if (link === null)
      return refused('secret-unavailable', true, 'The link of the message could not be opened here.');
    try {
      return await way.send(this.notice(claimed, thread, link), claimed.settings, {
        signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(ATTEMPT_MS)]),
        now: () => this.clock.now(),
        heardClock: (host, farAt) => this.farClocks.note(host, farAt),
        log: this.log,
        secret,
      });
    } catch (error) {
      // A bug of ours must not stop the others; the row is tried again and the log says where to look.
      this.log.error('a channel failed unexpectedly', {
        channel: claimed.channelKind,
        reason: nameOf(error),
      });
      return refused('unreachable', true, 'The channel failed unexpectedly; see the log.');
    }
  }

  private secretOf(claimed: ClaimedDelivery): Readonly<Record<string, string>> | null {
    try {
      const former = this.open(claimed, claimed.sealedFormer).signingKey;
      return {
        ...this.open(claimed, claimed.sealed),
        ...(former === undefined ? {} : { formerSigningKey: former }),
      };
    } catch {
      return null;
    }
  }

  private open(claimed: ClaimedDelivery, sealed: Uint8Array | null): Readonly<Record<string, string>> {
    if (sealed === null) return {};
    const as = { purpose: 'channel', recordId: claimed.channelId, field: 'sealed', version: 1 };
    const opened = Object.entries(this.vault.unseal(sealed, as));
    return Object.fromEntries(
      opened.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  }

  /** Where the message leads; the end of some links is sealed and opened only now. Null = it could not be. */
  private linkOf({ incidentId, content, noticeId, sealedLink }: ClaimedDelivery): string | null {
    const base = this.config.http.publicUrl;
    if (incidentId !== null) return `${base}/incidents/${incidentId}`;
    const page = `${base}${content.path ?? ''}`;
    if (sealedLink === null) return page;
    try {
      return `${page}#${String(this.vault.unseal(sealedLink, noticeSeal(noticeId))['fragment'])}`;
    } catch {
      return null;
    }
  }

  private notice(claimed: ClaimedDelivery, thread: Thread, link: string): Notice {
    const base = this.config.http.publicUrl;
    return {
      key: claimed.noticeKey,
      incidentKey: threadKeyOf(claimed),
      firstKey: thread.first,
      adoptedKeys: thread.adopted,
      kind: claimed.kind,
      destination: claimed.destination,
      content: claimed.content,
      ackLink: thread.ackToken === null ? null : `${base}/ack#token=${thread.ackToken}`,
      link,
    };
  }

  private outcome(claimed: ClaimedDelivery, result: Delivered | Refused): DeliveryOutcome {
    if (result.delivered) return { state: 'delivered', answer: result.answer };
    const { reason, redactedDetail: detail } = result;
    const age = this.clock.now() - claimed.createdAt;
    if (!result.retry || isGivenUp(age, DEFAULT_POLICY.delivery)) return { state: 'dead', reason, detail };
    return {
      state: 'waiting',
      reason,
      detail,
      afterMs: backoffMs(
        { attempts: claimed.attempts, askedMs: result.afterMs, random: Math.random() },
        DEFAULT_POLICY.delivery,
      ),
    };
  }
}

function threadKeyOf({ incidentId, noticeKey, content }: ClaimedDelivery): string {
  if (incidentId !== null) return incidentKey(incidentId);
  return content.alert ? alertKey(content.alert.id) : noticeKey;
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
