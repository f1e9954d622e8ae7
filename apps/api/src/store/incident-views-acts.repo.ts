import type { Actor } from '../platform/http/request-call.js';
import type { Tx } from './database.js';
import { appendEvents } from './events.repo.js';

/** What a person does to an incident. The worker reads it from `events`; screens are told in the same transaction. */
export interface IncidentAct {
  readonly incidentId: string;
  /** Customers whose people see it change. */
  readonly customerIds: readonly string[];
  readonly type: 'incident.acked' | 'incident.unacked' | 'incident.noted' | 'incident.close-asked';
  readonly reason: string;
  /** Epoch ms. */
  readonly until: number | null;
}

export async function tellAct(
  tx: Tx,
  caller: Pick<Actor, 'personId' | 'name'>,
  act: IncidentAct,
): Promise<void> {
  const { incidentId } = act;
  const payload = { by: caller.name, byId: caller.personId, reason: act.reason, until: act.until };
  await appendEvents(tx, [
    { type: act.type, customerId: null, incidentId, payload },
    ...[...new Set(act.customerIds)].map((customerId) => ({
      type: 'incident.changed',
      customerId,
      incidentId,
      payload: {},
    })),
  ]);
}

export async function setAck(
  tx: Tx,
  caller: Pick<Actor, 'personId' | 'name'>,
  incidentId: string,
  ack: { readonly reason: string; readonly until: number | null; readonly members: number } | null,
): Promise<void> {
  await tx.query(
    `update incidents set acked_at = case when $2 then now() end, acked_by = $3, ack_reason = $4, ack_until = $5, ack_members = $6, ack_name = $7
     where id = $1`,
    [
      incidentId,
      ack !== null,
      ack ? caller.personId : null,
      ack?.reason ?? null,
      ack?.until ? new Date(ack.until) : null,
      ack?.members ?? null,
      ack ? caller.name : null,
    ],
  );
}

export async function addUpdate(
  tx: Tx,
  caller: Pick<Actor, 'personId' | 'name'>,
  update: {
    readonly incidentId: string;
    readonly kind: 'note' | 'ack' | 'unack';
    readonly body: string;
    readonly customerId: string | null;
    readonly until?: number | null;
  },
): Promise<void> {
  await tx.query(
    `insert into incident_updates (incident_id, customer_id, kind, author_id, author_name, body, detail)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      update.incidentId,
      update.customerId,
      update.kind,
      caller.personId,
      caller.name,
      update.body,
      JSON.stringify(update.until ? { until: new Date(update.until).toISOString() } : {}),
    ],
  );
}

/** Locks the incident's row: two people acting at once are told of each other. */
export async function lockIncident(tx: Tx, incidentId: string): Promise<boolean> {
  return (await tx.query('select 1 from incidents where id = $1 for update', [incidentId])).length > 0;
}
