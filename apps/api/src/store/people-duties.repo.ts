import type { IncidentKind } from '@firewatch/shared/domain/incident';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { Duties } from '@firewatch/shared/wire/access';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Tx } from './database.js';

/** What hangs on one person. Read in the scope of somebody who sees everything: an owner. */
export async function dutiesOf(
  tx: Tx,
  person: { readonly id: string; readonly email: string },
): Promise<Duties> {
  const { id, email } = person;
  return {
    channels: await channelsTo(tx, email),
    acknowledged: await acknowledgedBy(tx, id),
    tokens: await tokensOf(tx, id),
    maintenance: await maintenanceOf(tx, id),
  };
}

function channelsTo(tx: Tx, email: string): Promise<Duties['channels']> {
  return tx.query<Duties['channels'][number]>(
    `select c.id, c.name, jsonb_array_length(c.settings->'to') - 1 as others from channels c
     where c.enabled and c.removed_at is null and c.kind = 'email' and exists (
       select from jsonb_array_elements_text(c.settings->'to') as a (address) where lower(a.address) = lower($1))
     order by others, lower(c.name)`,
    [email],
  );
}

async function acknowledgedBy(tx: Tx, id: string): Promise<Duties['acknowledged']> {
  const rows = await tx.query<{
    id: string;
    kind: IncidentKind;
    number: number;
    reason: string | null;
    until: number | null;
  }>(
    `select id, kind, number, ack_reason as reason, ack_until as until from incidents
     where state = 'open' and acked_by = $1 and absorbed_by is null order by number`,
    [id],
  );
  return rows.map((row) => ({
    id: row.id,
    label: incidentLabel(row.kind, row.number),
    reason: row.reason ?? '',
    until: isoOrNull(row.until),
  }));
}

async function tokensOf(tx: Tx, id: string): Promise<Duties['tokens']> {
  const rows = await tx.query<{ id: string; name: string; prefix: string; used: number | null }>(
    `select id, name, prefix, last_used_at as used from api_tokens
     where person_id = $1 and revoked_at is null and expires_at > now() order by lower(name)`,
    [id],
  );
  return rows.map(({ used, ...row }) => ({ ...row, lastUsedAt: isoOrNull(used) }));
}

async function maintenanceOf(tx: Tx, id: string): Promise<Duties['maintenance']> {
  const rows = await tx.query<{ id: string; reason: string; until: number | null }>(
    `select id, reason, to_at as until from maintenance_windows
     where created_by = $1 and ended_at is null and to_at is not null order by to_at`,
    [id],
  );
  return rows.map((row) => ({ id: row.id, title: row.reason, until: isoOrNull(row.until) }));
}
