import { quieted } from '@firewatch/shared/domain/baseline';
import { counted } from '@firewatch/shared/domain/headline';
import { SERVICE_WORDS, SERVICES } from '@firewatch/shared/domain/service';
import type { Caller } from '../platform/http/request-call.js';
import { type BaselineRow, lockBaselines } from '../store/baselines.repo.js';
import type { Tx } from '../store/database.js';
import { tellOwners } from '../store/owner-notice.js';

export interface BaselineNews {
  /** Past tense, with what it was done to. */
  readonly did: string;
  readonly reason: string | undefined;
  readonly path: string;
}

/**
 * Tells the owners where a service that alarmed before does not any more.
 * @param before the devices as they were locked before the act.
 */
export async function tellQuieted(
  tx: Tx,
  caller: Caller,
  before: readonly BaselineRow[],
  news: BaselineNews,
): Promise<void> {
  const after = await lockBaselines(
    tx,
    before.map((device) => device.id),
  );
  const now = new Map(after.map((device) => [device.id, device.expected]));
  const counts = before.flatMap((device) => quieted(device.expected, now.get(device.id) ?? device.expected));
  const lines = SERVICES.flatMap((service) => {
    const many = counts.filter((one) => one === service).length;
    return many === 0
      ? []
      : [`${SERVICE_WORDS[service].name} raises no alarm any more on ${counted(many, 'firewall')}.`];
  });
  if (lines.length === 0) return;
  const why = news.reason === undefined ? [] : [`Reason: ${news.reason}`];
  await tellOwners(tx, caller, { did: news.did, lines: [...lines, ...why], path: news.path });
}
