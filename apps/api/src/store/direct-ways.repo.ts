import type { Tx } from './database.js';
import type { ClaimedDelivery } from './deliveries.repo.js';
import { ADDRESSES, CHANNEL_IS_ON } from './notices.repo.js';

/** One destination of an enabled channel with what a send needs; the secret stays sealed until then. */
export type DirectWay = Pick<
  ClaimedDelivery,
  'channelId' | 'channelKind' | 'channelName' | 'destination' | 'settings' | 'sealed' | 'sealedFormer'
>;

/** Every way of telling people, to be remembered for when the store is away. */
export const directWays = (tx: Tx): Promise<DirectWay[]> =>
  tx.query<DirectWay>(
    `select c.id as "channelId", c.kind as "channelKind", c.name as "channelName", a.destination, c.settings, c.sealed,
       case when c.former_until > clock_timestamp() then c.sealed_former end as "sealedFormer"
     from channels c cross join lateral ${ADDRESSES} as a (destination) where ${CHANNEL_IS_ON}
     order by c.created_at, c.id, a.destination`,
  );
