import type { Tx } from './database.js';
import { allDestinations, destinationId, type Destination } from './notices.repo.js';

export interface LostMessage extends Destination {
  readonly id: string;
  readonly channel: string;
  readonly subject: string;
}

/**
 * Messages that were given up within the last day and that nobody was told of yet; marked as told, in this transaction.
 * A test is watched by whoever asked for it; a message about ourselves would only beget another one.
 */
export function takeLost(tx: Tx): Promise<LostMessage[]> {
  return tx.query<LostMessage>(
    `update deliveries d set escalated_at = now() from channels c, notices n
     where c.id = d.channel_id and n.id = d.notice_id and d.state = 'dead' and d.escalated_at is null
       and d.created_at > now() - interval '1 day' and n.kind not in ('test', 'own-health')
     returning d.id, d.channel_id as "channelId", d.destination, c.name as channel,
       coalesce(n.content#>>'{headline,title}', '') as subject`,
  );
}

/** Every other way of telling people. */
export async function otherWays(tx: Tx, lost: readonly LostMessage[]): Promise<Destination[]> {
  const dead = new Set(lost.map(destinationId));
  return (await allDestinations(tx)).filter((one) => !dead.has(destinationId(one)));
}
