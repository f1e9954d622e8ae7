import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';

/** What proved anew who they are: the session, or the token of a program. */
const holderOf = (caller: Caller): string => caller.token?.id ?? caller.sessionId ?? caller.personId;

export async function recordStepUp(tx: Tx, caller: Caller): Promise<number> {
  const [row] = await tx.query<{ at: number }>(
    `insert into step_ups (holder_id, person_id) values ($1, $2)
     on conflict (holder_id) do update set person_id = excluded.person_id, at = clock_timestamp() returning at`,
    [holderOf(caller), caller.personId],
  );
  return row?.at ?? 0;
}

/** When this session or token was last stepped up to, and now; epoch ms. Null = never. */
export async function steppedUpAt(
  tx: Tx,
  caller: Caller,
): Promise<{ readonly at: number | null; readonly now: number }> {
  const [row] = await tx.query<{ at: number | null; now: number }>(
    `select (select at from step_ups where holder_id = $1 and person_id = $2) as at, clock_timestamp() as now`,
    [holderOf(caller), caller.personId],
  );
  return row ?? { at: null, now: 0 };
}
