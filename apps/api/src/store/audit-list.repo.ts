import type { AuditEntry } from '@firewatch/shared/wire/audit';
import type { Tx } from './database.js';

export interface AuditFilter {
  readonly person?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly customer?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Number of the last line of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_name: string | null;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly detail: Record<string, unknown>;
  readonly seq: number | null;
  readonly act_id: string | null;
}

/** Lines of the audit, youngest first; one more than `limit` when there is a next page. */
export async function listAudit(tx: Tx, filter: AuditFilter): Promise<AuditEntry[]> {
  const rows = await tx.query<AuditRow>(
    `select e.id, e.at, e.person_id, e.person_name, e.action, e.subject_kind, e.subject_id, e.customer_id, e.detail, k.seq,
       u.name as customer_name,
       case e.subject_kind
         when 'person' then (select name from people where id::text = e.subject_id)
         when 'device' then (select name from devices where id::text = e.subject_id)
         when 'channel' then (select name from channels where id::text = e.subject_id)
         when 'customer' then (select name from customers where id::text = e.subject_id)
         when 'token' then (select name from api_tokens where id::text = e.subject_id)
         when 'group' then (select name from groups where id::text = e.subject_id)
         when 'incident' then (select i.kind || ' incident ' || i.number from incidents i where i.id::text = e.subject_id)
         when 'credential-set' then (select name from credential_sets where id::text = e.subject_id)
       end as subject_name,
       case when e.action = 'baseline.intended' then (
         select a.id from intended_acts a where a.id = (e.detail ->> 'actId')::uuid and a.undone_at is null) end as act_id
     from audit_entries e left join customers u on u.id = e.customer_id left join audit_chain k on k.entry_id = e.id
     where ($1::uuid is null or e.person_id = $1) and ($2::text is null or starts_with(e.action, $2))
       and ($3::text is null or e.subject_id = $3) and ($4::uuid is null or e.customer_id = $4)
       and ($5::timestamptz is null or e.at >= $5) and ($6::timestamptz is null or e.at < $6)
       and ($7::bigint is null or e.id < $7)
     order by e.id desc limit $8`,
    [
      filter.person ?? null,
      filter.action ?? null,
      filter.subject ?? null,
      filter.customer ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.before ?? null,
      filter.limit + 1,
    ],
  );
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at).toISOString(),
    person: row.person_id === null ? null : { id: row.person_id, name: row.person_name ?? '' },
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name ?? '' },
    detail: row.detail,
    undo: row.act_id === null ? null : { actId: row.act_id },
    seq: row.seq,
  }));
}
