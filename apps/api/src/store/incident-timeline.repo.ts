import type { Tx } from './database.js';

/** One line of the story of an incident, as written by the engine. */
export interface TimelineEntry {
  readonly kind: 'opened' | 'joined' | 'left' | 'notice' | 'probe' | 'sweep' | 'adopted' | 'closed' | 'unack';
  readonly body: string;
  readonly detail?: object;
  /** Null = for everyone who sees the incident: then the body names no customer and no device. */
  readonly customerId?: string | null;
}

/** Lines of the incident's timeline, in order. */
export async function addTimeline(
  tx: Tx,
  incidentId: string,
  at: number,
  entries: readonly TimelineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into incident_updates (incident_id, customer_id, at, kind, body, detail)
     select $1, e.customer_id, $2, e.kind, e.body, coalesce(e.detail, '{}')
     from jsonb_to_recordset($3::jsonb) as e (customer_id uuid, kind text, body text, detail jsonb)`,
    [
      incidentId,
      new Date(at),
      JSON.stringify(entries.map((entry) => ({ ...entry, customer_id: entry.customerId ?? null }))),
    ],
  );
}
