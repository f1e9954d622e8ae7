import type { Actor } from '../platform/http/request-call.js';
import type { Tx } from './database.js';

export interface AuditLine {
  /** Past tense, `noun.happened`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Whose data it concerned; null = the MSP's own. */
  readonly customerId: string | null;
  /** Never a secret. */
  readonly detail?: object;
}

/** One line per change by a person (or by the program: `null`), inside the transaction of the change. */
export async function audit(
  tx: Tx,
  caller: Pick<Actor, 'personId' | 'name' | 'token'> | null,
  line: AuditLine,
): Promise<void> {
  await tx.query(
    `with added as (
       insert into audit_entries (person_id, person_name, action, subject_kind, subject_id, customer_id, detail)
       values ($1, $2, $3, $4, $5, $6, $7))
     select pg_notify('fw_audit', '')`,
    [
      caller?.personId ?? null,
      caller?.name ?? null,
      line.action,
      line.subjectKind,
      line.subjectId,
      line.customerId,
      JSON.stringify(caller?.token ? { ...line.detail, byToken: caller.token.prefix } : (line.detail ?? {})),
    ],
  );
}
