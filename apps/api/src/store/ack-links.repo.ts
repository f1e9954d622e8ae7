import type { Tx } from './database.js';
import { tokenHash } from './sessions.repo.js';

/** How long a link of a mail works, days: an incident that is older is acknowledged on its page. */
const VALID_DAYS = 30;

/** Keeps what recognises the token; the token itself is only in the mail. */
export async function keepAckLink(
  tx: Tx,
  link: { readonly token: string; readonly incidentId: string; readonly address: string },
): Promise<void> {
  await tx.query(
    'insert into ack_links (token_hash, incident_id, address) values ($1, $2, $3) on conflict do nothing',
    [tokenHash(link.token), link.incidentId, link.address],
  );
}

/** Whom and what a token stands for. The person is one whose address it was sent to and who may acknowledge by role. */
export interface AckLink {
  readonly incidentId: string;
  readonly address: string;
  readonly person: { readonly id: string; readonly name: string } | null;
}

/** null when the token is unknown or too old. */
export async function findAckLink(tx: Tx, token: string): Promise<AckLink | null> {
  const [row] = await tx.query<{
    incidentId: string;
    address: string;
    person_id: string | null;
    person_name: string | null;
  }>(
    `select l.incident_id as "incidentId", l.address, p.id as person_id, p.name as person_name
     from ack_links l left join people p on lower(p.email) = lower(l.address) and p.disabled_at is null and p.role <> 'viewer'
     where l.token_hash = $1 and l.created_at > now() - make_interval(days => $2)`,
    [tokenHash(token), VALID_DAYS],
  );
  if (!row) return null;
  const { person_id, person_name, ...link } = row;
  return { ...link, person: person_id === null ? null : { id: person_id, name: person_name ?? '' } };
}
