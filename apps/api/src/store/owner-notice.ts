import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';
import { type ChannelPast, createSystemNotice } from './notices.repo.js';

/** What somebody did that makes alarms quieter or changes who may do what. */
export interface OwnerNews {
  /** One sentence, past tense, with what it was done to: `switched off the channel Night mail`. */
  readonly did: string;
  /** Further sentences: until when, why, what it means. */
  readonly lines: readonly string[];
  /** Page where it can be seen and undone. */
  readonly path: string;
}

/** The way of one channel as it was before somebody changed it. */
export interface OldWay {
  readonly past: ChannelPast;
  /** Whom it told. */
  readonly destinations: readonly string[];
}

/**
 * Tells every owner by mail, in the transaction of the act itself: who silences alarms cannot do so silently (threat T8).
 * Call it before the act where the act takes a mail channel away, so that the old channel still carries it.
 * Shape   `old` = a channel that the act changes or ends: what it told before hears of it too, by its old settings.
 * Errors  none where no mail channel exists: the act is in the audit all the same.
 */
export async function tellOwners(
  tx: Tx,
  caller: Pick<Caller, 'name'>,
  news: OwnerNews,
  old?: OldWay,
): Promise<void> {
  const owners = await tx.query<{ email: string }>(
    "select email from people where role = 'owner' and disabled_at is null order by email",
  );
  const addresses = owners.map((owner) => owner.email);
  const [before] = await tx.query<{ now: number; scope: string }>(
    "select now() as now, coalesce(current_setting('app.customers', true), '') as scope",
  );
  // Channels and messages are the MSP's own: somebody scoped to a customer may not see them, but must not stop them either.
  await tx.query("select set_config('app.customers', '*', true)");
  const notice = { kind: 'security', content: contentOf(caller, news, before?.now ?? 0) } as const;
  const notBy = old ? { notBy: old.past.channelId } : {};
  await createSystemNotice(tx, { ...notice, to: { addresses, ...notBy } });
  if (old) await createSystemNotice(tx, { ...notice, to: old });
  await tx.query("select set_config('app.customers', $1, true)", [before?.scope ?? '']);
}

function contentOf(caller: Pick<Caller, 'name'>, news: OwnerNews, at: number): NoticeContent {
  return {
    label: '',
    incidentId: null,
    kind: null,
    severity: 'warning',
    headline: { title: `${caller.name} ${news.did}`, subline: '', likely: '', doNow: '' },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    at,
    customers: [],
    findings: [],
    lines: [...news.lines, 'Every owner gets this message. If nobody here meant this, look now.'],
    path: news.path,
    adopted: [],
    told: { severity: 'warning', units: [], customerIds: [] },
  };
}
