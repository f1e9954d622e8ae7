import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';
import { createSystemNotice } from './notices.repo.js';

/** What somebody did that makes alarms quieter or changes who may do what. */
export interface OwnerNews {
  /** One sentence, past tense, with what it was done to: `switched off the channel Night mail`. */
  readonly did: string;
  /** Further sentences: until when, why, what it means. */
  readonly lines: readonly string[];
  /** Page where it can be seen and undone. */
  readonly path: string;
}

/**
 * Tells every owner by mail, in the transaction of the act itself: who silences alarms cannot do so silently (threat T8).
 * Call it before the act where the act takes a mail channel away, so that the old channel still carries it.
 * Errors  none where no mail channel exists: the act is in the audit all the same.
 */
export async function tellOwners(tx: Tx, caller: Pick<Caller, 'name'>, news: OwnerNews): Promise<void> {
  const owners = await tx.query<{ email: string }>(
    "select email from people where role = 'owner' and disabled_at is null order by email",
  );
  const [before] = await tx.query<{ now: number; scope: string }>(
    "select now() as now, coalesce(current_setting('app.customers', true), '') as scope",
  );
  // Channels and messages are the MSP's own: somebody scoped to a customer may not see them, but must not stop them either.
  await tx.query("select set_config('app.customers', '*', true)");
  await createSystemNotice(tx, {
    kind: 'security',
    to: { addresses: owners.map((owner) => owner.email) },
    content: {
      label: '',
      incidentId: null,
      kind: null,
      severity: 'warning',
      headline: { title: `${caller.name} ${news.did}`, subline: '', likely: '', doNow: '' },
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      at: before?.now ?? 0,
      customers: [],
      findings: [],
      lines: [...news.lines, 'Every owner gets this message. If nobody here meant this, look now.'],
      path: news.path,
      adopted: [],
      told: { severity: 'warning', units: [], customerIds: [] },
    },
  });
  await tx.query("select set_config('app.customers', $1, true)", [before?.scope ?? '']);
}
